import type { LimitPolicy, Limits } from '@ballast/contracts/operators';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { Panel } from '../panel.tsx';
import { PanelEmpty, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { SegmentedControl } from '../segmented-control.tsx';
import { useWhyClosed } from '../use-why-closed.ts';
import { PolicyRow } from './policy-row.tsx';
import { requestsOf } from './use-parts.ts';

const FILTERS = ['all', 'refusing', 'loose'] as const;
type Filter = (typeof FILTERS)[number];

const MATCHES: Readonly<Record<Filter, (policy: LimitPolicy) => boolean>> = {
  all: () => true,
  refusing: ({ last_minute }) => last_minute.denied + last_minute.shadow_denied > 0,
  loose: ({ mode }) => mode !== 'enforce',
};

/** Every policy with its use in the last minute and its switch. */
export function PoliciesPanel({ limits, operator }: { limits: Limits | undefined; operator: Operator }) {
  const t = useTranslations('limits');
  const [filter, setFilter] = useState<Filter>('all');
  const closedId = useId();
  const policies = limits?.policies ?? [];
  const shown = policies.filter(MATCHES[filter]);
  const busiest = Math.max(1, ...policies.map(({ last_minute }) => requestsOf(last_minute)));
  const closed = useWhyClosed(operator, 'admin', t('changeModes'));
  return (
    <Panel
      title={t('policies')}
      busy={limits === undefined}
      aside={
        policies.length > 0 && (
          <SegmentedControl
            label={t('show')}
            value={filter}
            options={FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))}
            onChange={setFilter}
          />
        )
      }
    >
      {policies.length > 0 && (
        <p className="mb-1 text-ink-faint text-sm">{t((limits?.store.live_instances ?? 1) > 1 ? 'useOfOne' : 'use')}</p>
      )}
      {closed !== undefined && limits !== undefined && (
        <p id={closedId} className="mb-1 text-ink-faint text-sm">
          {closed}
        </p>
      )}
      {limits === undefined && <PanelSkeleton rows={5} className="h-[6.5rem]" what={t('what')} />}
      {limits !== undefined && policies.length === 0 && <PanelEmpty>{t('none')}</PanelEmpty>}
      {policies.length > 0 && shown.length === 0 && (
        <PanelEmpty>
          {t(filter === 'refusing' ? 'noneRefusing' : 'noneLoose')}
          <Button className="mx-auto mt-2" onClick={() => setFilter('all')}>
            {t('showAll')}
          </Button>
        </PanelEmpty>
      )}
      <ul className="divide-y divide-line/70">
        {shown.map((policy) => (
          <li key={policy.policy}>
            <PolicyRow policy={policy} busiest={busiest} closedBy={closed === undefined ? undefined : closedId} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
