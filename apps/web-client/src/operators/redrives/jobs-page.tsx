import type { RedriveJob } from '@ballast/contracts/operators';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { Link } from '../../routing/link.tsx';
import { jobPath } from '../../routing/route.ts';
import { Age } from '../../time/age.tsx';
import { Freshness } from '../freshness.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import { JobBadge } from './job-badge.tsx';
import { JobBar } from './job-bar.tsx';
import { doneOf } from './job-progress.ts';
import { jobsQuery } from './redrives-queries.ts';

/** What is said of a job's letters besides how many have an end. */
const TOLD = ['failed', 'silent', 'refused', 'cancelled'] as const;

/** `/dlq/jobs`: every redrive, newest first, whoever began it. */
export function JobsPage() {
  const t = useTranslations('redrives');
  const query = useInfiniteQuery(jobsQuery);
  const jobs = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <title>{t('jobsTitle')}</title>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('jobsTitle')}</h1>
        {query.data !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
      </div>
      <div className="mt-4">
        {query.isPending && <PanelSkeleton rows={5} className="h-20" what={t('jobsTitle')} />}
        {query.isLoadingError && <PanelError what={t('jobsTitle')} query={query} />}
        {query.isSuccess && jobs.length === 0 && (
          <PanelEmpty>
            {t('noJobs')}
            <Link to="/dlq/dashboard" className="mt-2 block font-medium text-accent hover:text-accent-strong">
              {t('toLetters')}
            </Link>
          </PanelEmpty>
        )}
        <ul className="divide-y divide-line/70">
          {jobs.map((job) => (
            <li key={job.id}>
              <JobRow job={job} />
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button className="mt-2 -ml-2" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        )}
      </div>
    </>
  );
}

function JobRow({ job }: { job: RedriveJob }) {
  const t = useTranslations('redrives');
  const { counts } = job;
  return (
    <Link
      to={jobPath(job.id)}
      className="-mx-3 grid items-center gap-x-6 gap-y-2 rounded-md px-3 py-3 transition-colors hover:bg-raised sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_9rem]"
    >
      <span className="min-w-0">
        <span className="block truncate text-ink" title={job.reason}>
          {job.reason}
        </span>
        <span className="block text-ink-faint text-sm">
          {job.operator} · <Age at={job.created_at} />
        </span>
      </span>
      <span>
        <JobBar job={job} />
        <span className="mt-1.5 block text-ink-soft text-sm tabular-nums">
          {t('ofTotal', { done: doneOf(job), total: job.total })}
          {TOLD.filter((name) => counts[name] > 0).map((name) => (
            <span key={name} className={name === 'failed' ? 'text-failed' : undefined}>
              {' '}
              · {t(`outcomes.${name}`, { count: counts[name] })}
            </span>
          ))}
        </span>
      </span>
      <span>
        <JobBadge state={job.state} />
      </span>
    </Link>
  );
}
