import type { Rule } from '@ballast/contracts/operators';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronRight, Pencil, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { Age } from '../../time/age.tsx';
import { ConfirmForm } from './confirm-form.tsx';
import { RuleFacts } from './rule-facts.tsx';
import { trialOf } from './rule-form.ts';
import { RuleMode } from './rule-mode.tsx';
import { RuleResults } from './rule-results.tsx';
import { RuleTrial } from './rule-trial.tsx';
import { deleteRule } from './rules-api.ts';
import { takeRules } from './rules-queries.ts';
import type { OpenIt } from './use-open-rule.ts';

interface RuleRowProps {
  readonly rule: Rule;
  /** Id of the words that say why it cannot be changed; undefined where it can. */
  readonly closedBy: string | undefined;
  readonly withResults: boolean;
  readonly open: OpenIt;
}

/** One rule: its mode, which letters it is about, what it did, and what can be done with it. */
export function RuleRow({ rule, closedBy, withResults, open }: RuleRowProps) {
  const t = useTranslations('rules');
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const removeButton = useRef<HTMLButtonElement>(null);
  const remove = useAct(deleteRule, (list) => takeRules(queries, list));
  const isClosed = closedBy !== undefined || remove.busy || remove.early;
  const { name, fired_total, shadow_total } = rule;
  // What it has not done in another mode is no news.
  const told = [
    ...(rule.mode !== 'shadow' || fired_total > 0 ? [t('fired', { count: fired_total })] : []),
    ...(rule.mode === 'shadow' || shadow_total > 0 ? [t('shadowed', { count: shadow_total })] : []),
  ];
  return (
    <article aria-label={name} className={classNames('py-5', remove.busy && 'opacity-50')}>
      <RuleMode rule={rule} closedBy={closedBy} />
      <RuleFacts rule={rule} />
      <p className="mt-3 text-ink text-sm tabular-nums">
        {told.join(' · ')}
        {rule.last_fired_at !== undefined && (
          <span className="text-ink-faint">
            {' '}
            · {t('lastActed')} <Age at={rule.last_fired_at} />
          </span>
        )}
      </p>
      <div className="mt-2 -ml-3 flex flex-wrap items-start gap-x-1">
        <Button
          aria-expanded={withResults}
          onClick={() => open(withResults ? undefined : { what: 'results', rule: name })}
        >
          <ChevronRight
            size={16}
            aria-hidden
            className={classNames('transition-transform', withResults && 'rotate-90')}
          />
          {t('results.show')}
        </Button>
        <RuleTrial read={() => trialOf(rule)} />
        <Button
          aria-label={t('editWhat', { name })}
          data-focus={name}
          disabled={isClosed}
          aria-describedby={closedBy}
          onClick={() => open({ what: 'edit', rule: name })}
        >
          <Pencil size={16} aria-hidden /> {t('edit')}
        </Button>
        <Button
          ref={removeButton}
          aria-label={t('removeWhat', { name })}
          disabled={isClosed}
          aria-describedby={closedBy}
          onClick={() => setAsked(true)}
        >
          <Trash2 size={16} aria-hidden /> {t('remove')}
        </Button>
      </div>
      {asked && (
        <ConfirmForm
          label={t('removeAct')}
          effect={t('removeEffect')}
          act={t('removeAct')}
          keep={t('keep')}
          onAct={() => {
            setAsked(false);
            remove.run(name);
          }}
          onKeep={() => {
            setAsked(false);
            removeButton.current?.focus();
          }}
        />
      )}
      {remove.failure !== undefined && <FailureNote failure={remove.failure} />}
      {withResults && <RuleResults name={name} />}
    </article>
  );
}
