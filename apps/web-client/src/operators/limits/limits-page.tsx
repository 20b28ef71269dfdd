import { useQuery } from '@tanstack/react-query';
import { PowerOff } from 'lucide-react';
import { Note } from '../../design/note.tsx';
import { Freshness } from '../freshness.tsx';
import { PanelError } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { limitsQuery } from './limits-queries.ts';
import { LimitsState, LimitsStateSkeleton } from './limits-state.tsx';
import { PoliciesPanel } from './policies-panel.tsx';
import { TopConsumersPanel } from './top-consumers-panel.tsx';

/** `/limits`: what is limited and how much of it is used, by whom most, and the switches for it. */
export function LimitsPage({ operator }: { operator: Operator }) {
  const query = useQuery(limitsQuery);
  const limits = query.data;
  return (
    <>
      <title>Limits</title>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h1 className="font-semibold text-2xl text-ink tracking-tight">Limits</h1>
        {limits !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
      </div>
      {query.isLoadingError ? (
        <PanelError
          what="Limits"
          error={query.error}
          at={query.errorUpdatedAt}
          busy={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      ) : (
        <>
          {limits?.enabled === false && (
            <div className="mt-4">
              <Note look="waiting" icon={PowerOff} title="Limits are switched off.">
                <p>Nobody is refused, whatever the modes below say. RATE_LIMIT_ENABLED switches them on.</p>
              </Note>
            </div>
          )}
          {limits === undefined ? <LimitsStateSkeleton /> : <LimitsState limits={limits} />}
          <PoliciesPanel limits={limits} operator={operator} />
          <TopConsumersPanel operator={operator} />
        </>
      )}
    </>
  );
}
