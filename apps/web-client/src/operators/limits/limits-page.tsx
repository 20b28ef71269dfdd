import { useQuery } from '@tanstack/react-query';
import { PowerOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
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
  const t = useTranslations('limits');
  const query = useQuery(limitsQuery);
  const limits = query.data;
  return (
    <>
      <title>{t('title')}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('title')}</h1>
        {limits !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
      </div>
      {query.isLoadingError ? (
        <PanelError what={t('title')} query={query} />
      ) : (
        <>
          {limits?.enabled === false && (
            <div className="mt-4">
              <Note look="waiting" icon={PowerOff} title={t('offTitle')}>
                <p>{t('off')}</p>
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
