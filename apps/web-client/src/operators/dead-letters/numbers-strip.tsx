import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from '../../routing/link.tsx';
import { Age } from '../../time/age.tsx';
import { Freshness } from '../freshness.tsx';
import { PanelError } from '../panel-states.tsx';
import { statsQuery } from './dead-letters-queries.ts';

/** The numbers that matter tonight. */
export function NumbersStrip() {
  const t = useTranslations('deadLetters.numbers');
  const page = useTranslations('deadLetters');
  const format = useFormatter();
  const query = useQuery(statsQuery(24));
  const stats = query.data;
  if (query.isLoadingError) {
    return <PanelError what={page('charts.what')} query={query} />;
  }
  const count = (value: number | undefined) => (value === undefined ? '–' : format.number(value));
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-2">
      <dl aria-label={t('label')} className="grid grid-cols-2 gap-x-8 gap-y-1 sm:flex">
        <Figure term={t('pending')}>{count(stats?.pending)}</Figure>
        <Figure term={t('lastHour')}>{count(stats?.last_hour)}</Figure>
        <Figure term={t('oldest')}>
          {stats?.oldest_pending_at === undefined ? (
            stats === undefined ? (
              '–'
            ) : (
              t('none')
            )
          ) : (
            <Age at={stats.oldest_pending_at} />
          )}
        </Figure>
        <Figure term={t('redriving')}>
          {stats !== undefined && stats.reprocessing > 0 ? (
            <Link to="/dlq/jobs" className="rounded-sm text-accent hover:text-accent-strong">
              {count(stats.reprocessing)}
            </Link>
          ) : (
            count(stats?.reprocessing)
          )}
        </Figure>
      </dl>
      {stats !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
    </div>
  );
}

function Figure({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex flex-col">
      <dt className="text-ink-faint text-xs">{term}</dt>
      <dd className="font-semibold text-ink text-lg tabular-nums">{children}</dd>
    </div>
  );
}
