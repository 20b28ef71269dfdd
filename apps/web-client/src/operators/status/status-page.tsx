import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { Freshness } from '../freshness.tsx';
import { PanelError } from '../panel-states.tsx';
import { BreakersPanel } from './breakers-panel.tsx';
import { DependenciesPanel } from './dependencies-panel.tsx';
import { LedgerPanel } from './ledger-panel.tsx';
import { Light, type LightLook } from './light.tsx';
import { STATIONS } from './message-way.ts';
import { OutboxPanel } from './outbox-panel.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { ProcessesPanel } from './processes-panel.tsx';
import type { Snapshot } from './status-api.ts';
import { snapshotQuery } from './status-queries.ts';
import { StreamsPanel } from './streams-panel.tsx';
import { WayPanel } from './way-panel.tsx';

const LOOKS: Readonly<Record<Snapshot['system']['status'], LightLook>> = {
  ok: 'good',
  degraded: 'waiting',
  down: 'failed',
};

/** `/status`: what is wrong and what to do about it, and where everything is that was accepted. */
export function StatusPage() {
  const t = useTranslations('status');
  const query = useQuery(snapshotQuery);
  const snapshot = query.data;
  return (
    <>
      <title>{t('title')}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <div className="flex flex-wrap items-baseline gap-x-4">
          <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('title')}</h1>
          {snapshot !== undefined && (
            <Light look={LOOKS[snapshot.system.status]}>{t(`overall.${snapshot.system.status}`)}</Light>
          )}
        </div>
        {snapshot !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
      </div>
      {query.isLoadingError && <PanelError what={t('title')} query={query} />}
      {query.isPending && <Skeleton />}
      {snapshot !== undefined && <Parts snapshot={snapshot} at={query.dataUpdatedAt} />}
    </>
  );
}

function Parts({ snapshot, at }: { snapshot: Snapshot; at: number }) {
  const { system, ledger, breakers } = snapshot;
  return (
    <>
      <ProblemsPanel problems={system.problems} />
      <WayPanel snapshot={snapshot} at={at} />
      <LedgerPanel ledger={ledger} />
      <ProcessesPanel workers={system.workers} />
      <div className="grid gap-x-10 lg:grid-cols-2">
        <DependenciesPanel checks={system.checks} />
        <BreakersPanel breakers={breakers} />
      </div>
      <OutboxPanel backlogs={system.outbox} />
      <StreamsPanel streams={system.streams} />
    </>
  );
}

function Skeleton() {
  const t = useTranslations('status');
  return (
    <div role="status" className="mt-6">
      <span className="sr-only">{t('loading')}</span>
      <div aria-hidden className="animate-breathe">
        <div className="h-12 rounded-md bg-raised" />
        <div className="mt-10 grid gap-3 lg:grid-cols-5">
          {STATIONS.map((station) => (
            <div key={station} className="h-28 rounded-md bg-raised" />
          ))}
        </div>
        <div className="mt-10 h-24 rounded-md bg-raised" />
        <div className="mt-10 h-64 rounded-md bg-raised" />
      </div>
    </div>
  );
}
