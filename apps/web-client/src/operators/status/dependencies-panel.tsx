import type { System } from '@ballast/contracts/operators';
import { useTranslations } from 'use-intl';
import { useTimes } from '../../time/use-times.ts';
import { Panel } from '../panel.tsx';
import { PanelEmpty } from '../panel-states.tsx';
import { Light } from './light.tsx';
import { lightOfCheck } from './message-way.ts';

/** How the names are written of what we know; others stand as they are. */
const NAMES: Readonly<Record<string, string>> = { mysql: 'MySQL', nats: 'NATS JetStream', redis: 'Redis' };
const WORDS = { good: 'answers', waiting: 'slow', failed: 'away', off: 'away' } as const;

/** What the web server that answers needs, and how fast that answered. */
export function DependenciesPanel({ checks }: { checks: System['checks'] }) {
  const t = useTranslations('status.dependencies');
  const { formatDuration } = useTimes();
  const entries = Object.entries(checks);
  return (
    <Panel title={t('title')}>
      {entries.length === 0 && <PanelEmpty>{t('none')}</PanelEmpty>}
      <ul className="divide-y divide-line/70">
        {entries.map(([name, { status, ms, error }]) => {
          const look = lightOfCheck(status);
          return (
            <li key={name} className="grid grid-cols-[minmax(0,1fr)_auto_5.5rem] items-baseline gap-x-4 py-2.5 text-sm">
              <span className="font-medium text-ink">{NAMES[name] ?? name}</span>
              <Light look={look}>{t(WORDS[look])}</Light>
              <span className="whitespace-nowrap text-right text-ink-faint tabular-nums">{formatDuration(ms)}</span>
              {error !== undefined && (
                <span lang="en" className="col-span-3 break-words text-failed">
                  {error}
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
