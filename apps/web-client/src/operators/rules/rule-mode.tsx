import { DLQ_RULE_MODES, type Rule } from '@ballast/contracts/operators';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { SegmentedControl } from '../segmented-control.tsx';
import { ConfirmForm } from './confirm-form.tsx';
import { trialOf } from './rule-form.ts';
import { RuleTrial } from './rule-trial.tsx';
import { changeRule } from './rules-api.ts';
import { takeRule } from './rules-queries.ts';

interface RuleModeProps {
  readonly rule: Rule;
  readonly closedBy: string | undefined;
}

/** A rule's name and its mode. Set to act, it is asked once more, with a look at what it would do first. */
export function RuleMode({ rule, closedBy }: RuleModeProps) {
  const t = useTranslations('rules');
  const queries = useQueryClient();
  const control = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState(false);
  const change = useAct(
    (mode: Rule['mode']) => changeRule(rule.name, { mode }),
    (changed) => takeRule(queries, changed),
  );
  const mode = asked ? 'active' : change.busy && change.input !== undefined ? change.input : rule.mode;

  function close(): void {
    setAsked(false);
    // The form is gone and the focus with it.
    requestAnimationFrame(() => control.current?.querySelector<HTMLElement>('[data-state="on"]')?.focus());
  }

  return (
    <>
      <div ref={control} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="break-words font-semibold text-base text-ink">{rule.name}</h2>
          {rule.description !== undefined && (
            <p className="max-w-[65ch] break-words text-ink-soft text-sm">{rule.description}</p>
          )}
        </div>
        <SegmentedControl
          label={t('modes.label', { name: rule.name })}
          value={mode}
          options={DLQ_RULE_MODES.map((one) => ({ value: one, label: t(`modes.${one}`) }))}
          disabled={closedBy !== undefined || change.busy || change.early}
          describedBy={closedBy}
          onChange={(chosen) => {
            if (chosen === 'active') setAsked(rule.mode !== 'active');
            else {
              setAsked(false);
              if (chosen !== rule.mode) change.run(chosen);
            }
          }}
        />
      </div>
      {asked && (
        <ConfirmForm
          label={t('activate.label', { name: rule.name })}
          effect={t('activate.effect')}
          act={t('activate.act')}
          keep={t('activate.cancel')}
          onAct={() => {
            close();
            change.run('active');
          }}
          onKeep={close}
        >
          <div className="mt-2 -ml-3">
            <RuleTrial read={() => trialOf(rule)} />
          </div>
        </ConfirmForm>
      )}
      {change.failure !== undefined && <FailureNote failure={change.failure} />}
    </>
  );
}
