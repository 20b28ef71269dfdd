import type { Worker } from '@ballast/contracts/operators';
import { useTranslations } from 'use-intl';
import { Age } from '../../time/age.tsx';
import { Panel } from '../panel.tsx';
import { PanelEmpty } from '../panel-states.tsx';
import { Light } from './light.tsx';
import { lightOfWorker } from './message-way.ts';

const WORDS = { good: 'well', waiting: 'unwell', failed: 'unwell', off: 'silent' } as const;

/** A light for each process of a day, with its last sign of life. */
export function ProcessesPanel({ workers }: { workers: readonly Worker[] }) {
  const t = useTranslations('status.processes');
  return (
    <Panel title={t('title')}>
      {workers.length === 0 && <PanelEmpty>{t('none')}</PanelEmpty>}
      <ul className="divide-y divide-line/70">
        {workers.map((worker) => {
          const look = lightOfWorker(worker);
          return (
            <li
              key={worker.name}
              className="grid items-baseline gap-x-6 gap-y-1 py-2.5 text-sm grid-cols-[minmax(0,1fr)_auto] sm:grid-cols-[12rem_minmax(0,1fr)_7rem_7rem]"
            >
              <span className="font-medium text-ink">{worker.service}</span>
              <span className="order-1 col-span-2 min-w-0 sm:order-none sm:col-span-1">
                <span className="block break-all font-mono text-ink-soft text-xs">{worker.name}</span>
                {worker.error !== undefined && look !== 'good' && (
                  <span lang="en" className="block break-words text-failed">
                    {worker.error}
                  </span>
                )}
              </span>
              <Light look={look}>{t(WORDS[look])}</Light>
              <Age
                at={worker.last_heartbeat}
                className="order-2 col-span-2 text-ink-faint tabular-nums sm:order-none sm:col-span-1 sm:text-right"
              />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
