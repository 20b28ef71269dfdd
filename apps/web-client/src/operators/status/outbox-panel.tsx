import type { System } from '@ballast/contracts/operators';
import { useTranslations } from 'use-intl';
import { useTimes } from '../../time/use-times.ts';
import { Panel } from '../panel.tsx';
import { Light } from './light.tsx';

/** What waits to be published, by subject. */
export function OutboxPanel({ backlogs }: { backlogs: System['outbox'] }) {
  const t = useTranslations('status.outbox');
  const { formatDuration } = useTimes();
  return (
    <Panel title={t('title')}>
      {backlogs.length === 0 && (
        <p>
          <Light look="good">{t('none')}</Light>
        </p>
      )}
      <ul className="divide-y divide-line/70">
        {backlogs.map(({ subject, count, oldest_age_seconds }) => (
          <li key={subject} className="flex flex-wrap items-baseline gap-x-6 py-2.5 text-sm">
            <span className="grow font-mono text-ink">{subject}</span>
            <span className="text-ink-soft tabular-nums">{t('waiting', { count })}</span>
            <span className="text-ink-faint tabular-nums">
              {t('oldest', { age: formatDuration(oldest_age_seconds * 1_000) })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
