import type { LimitPolicy, Limits } from '@ballast/contracts/operators';
import { useId, useState } from 'react';
import { Button } from '../../design/button.tsx';
import { Panel } from '../panel.tsx';
import { PanelEmpty, PanelSkeleton } from '../panel-states.tsx';
import { type Operator, whyClosed } from '../roles.ts';
import { SegmentedControl } from '../segmented-control.tsx';
import { PolicyRow } from './policy-row.tsx';
import { requestsOf } from './use-parts.ts';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'refusing', label: 'Refusing' },
  { value: 'loose', label: 'Not enforced' },
] as const;
type Filter = (typeof FILTERS)[number]['value'];

const MATCHES: Readonly<Record<Filter, (policy: LimitPolicy) => boolean>> = {
  all: () => true,
  refusing: ({ last_minute }) => last_minute.denied + last_minute.shadow_denied > 0,
  loose: ({ mode }) => mode !== 'enforce',
};
const NOTHING: Readonly<Record<Filter, string>> = {
  all: '',
  refusing: 'No policy has refused anything in the last minute.',
  loose: 'All policies are enforced.',
};

/** Every policy with its use in the last minute and its switch. */
export function PoliciesPanel({ limits, operator }: { limits: Limits | undefined; operator: Operator }) {
  const [filter, setFilter] = useState<Filter>('all');
  const closedId = useId();
  const policies = limits?.policies ?? [];
  const shown = policies.filter(MATCHES[filter]);
  const busiest = Math.max(1, ...policies.map(({ last_minute }) => requestsOf(last_minute)));
  const closed = whyClosed(operator, 'admin', 'change modes');
  return (
    <Panel
      title="Policies"
      busy={limits === undefined}
      aside={
        policies.length > 0 && (
          <SegmentedControl label="Show policies" value={filter} options={FILTERS} onChange={setFilter} />
        )
      }
    >
      {policies.length > 0 && (
        <p className="mb-1 text-ink-faint text-sm">
          Use in the last minute
          {(limits?.store.live_instances ?? 1) > 1 && ', as the instance that answers has counted it'}.
        </p>
      )}
      {closed !== undefined && limits !== undefined && (
        <p id={closedId} className="mb-1 text-ink-faint text-sm">
          {closed}
        </p>
      )}
      {limits === undefined && <PanelSkeleton rows={5} className="h-[6.5rem]" what="policies" />}
      {limits !== undefined && policies.length === 0 && (
        <PanelEmpty>No policy is set up. Each would stand here, with its use in the last minute.</PanelEmpty>
      )}
      {policies.length > 0 && shown.length === 0 && (
        <PanelEmpty>
          {NOTHING[filter]}
          <Button className="mx-auto mt-2" onClick={() => setFilter('all')}>
            Show all
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
