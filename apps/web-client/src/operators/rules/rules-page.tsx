import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { Freshness } from '../freshness.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import { KillSwitch } from './kill-switch.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { RuleRow } from './rule-row.tsx';
import { rulesQuery } from './rules-queries.ts';
import { useOpenRule } from './use-open-rule.ts';

/** `/dlq/rules`: what redrives letters without a person, what came of it, and the switch over all of it. */
export function RulesPage({ operator }: { operator: Operator }) {
  const t = useTranslations('rules');
  const closedId = useId();
  const query = useQuery(rulesQuery);
  const [opened, open] = useOpenRule();
  const page = useRef<HTMLDivElement>(null);
  const closed = useWhyClosed(operator, 'admin', t('change'));
  const closedBy = closed === undefined ? undefined : closedId;
  const list = query.data;
  const gone =
    opened?.rule !== undefined && list?.items.every(({ name }) => name !== opened.rule) ? opened.rule : undefined;

  /** The editor is gone and the focus with it: it goes to what was edited. */
  function close(name: string): void {
    open(undefined);
    requestAnimationFrame(() => page.current?.querySelector<HTMLElement>(`[data-focus="${name}"]`)?.focus());
  }

  return (
    <div ref={page}>
      <title>{t('title')}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('title')}</h1>
        {list !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
      </div>
      <p className="mt-1 max-w-[65ch] text-ink-soft text-sm">{t('lead')}</p>
      {closed !== undefined && (
        <p id={closedId} className="mt-1 text-ink-faint text-sm">
          {closed}
        </p>
      )}
      {list !== undefined && <KillSwitch enabled={list.enabled} closedBy={closedBy} />}
      {query.isPending && <PanelSkeleton rows={3} className="h-32" what={t('what')} />}
      {query.isLoadingError && <PanelError what={t('what')} query={query} />}
      {list !== undefined && (
        <>
          {opened?.what === 'new' && closed === undefined ? (
            <RuleEditor rule={undefined} onClose={() => close('new rule')} />
          ) : (
            <Button
              className="mt-4 -ml-3"
              disabled={closed !== undefined}
              aria-describedby={closedBy}
              data-focus="new rule"
              onClick={() => open({ what: 'new' })}
            >
              <Plus size={16} aria-hidden /> {t('create')}
            </Button>
          )}
          {gone !== undefined && (
            <p role="status" className="mt-2 text-ink-soft text-sm">
              {t('gone', { name: gone })}
            </p>
          )}
          {list.items.length === 0 && <PanelEmpty>{t('empty')}</PanelEmpty>}
          <ul className="mt-2 divide-y divide-line/70">
            {list.items.map((rule) => (
              <li key={rule.name}>
                {opened?.what === 'edit' && opened.rule === rule.name && closed === undefined ? (
                  <RuleEditor rule={rule} onClose={() => close(rule.name)} />
                ) : (
                  <RuleRow
                    rule={rule}
                    closedBy={closedBy}
                    withResults={opened?.what === 'results' && opened.rule === rule.name}
                    open={open}
                  />
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
