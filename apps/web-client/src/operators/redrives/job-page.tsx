import type { RedriveJob } from '@ballast/contracts/operators';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, OctagonX } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../../api/api-error.ts';
import { Note } from '../../design/note.tsx';
import { Link } from '../../routing/link.tsx';
import { Age } from '../../time/age.tsx';
import { Countdown, useIsBefore } from '../../time/countdown.tsx';
import { useTimes } from '../../time/use-times.ts';
import { Freshness } from '../freshness.tsx';
import { PanelEmpty, PanelError, PanelSkeleton } from '../panel-states.tsx';
import type { Operator } from '../roles.ts';
import { useRates } from '../use-rates.ts';
import { JobBadge } from './job-badge.tsx';
import { JobBar } from './job-bar.tsx';
import { JobControls } from './job-controls.tsx';
import { JobItems } from './job-items.tsx';
import { doneOf, isOver, secondsLeft, sentOf } from './job-progress.ts';
import { JobWaves } from './job-waves.tsx';
import { jobQuery } from './redrives-queries.ts';
import { useJobControl } from './use-job-control.ts';

/** `/dlq/jobs/<id>`: a job as it goes, for whoever opens it, whenever. */
export function JobPage({ id, operator }: { id: string; operator: Operator }) {
  const t = useTranslations('redrives');
  const query = useQuery(jobQuery(id));
  const missing = query.error instanceof ApiError && query.error.status === 404;
  return (
    <>
      <title>{t('jobTitle')}</title>
      <Link
        to="/dlq/jobs"
        className="inline-flex h-9 items-center gap-2 rounded-md font-medium text-accent text-sm hover:text-accent-strong"
      >
        <ArrowLeft size={16} aria-hidden /> {t('allJobs')}
      </Link>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-x-4">
        <h1 className="font-semibold text-2xl text-ink tracking-tight">{t('jobTitle')}</h1>
        {query.data !== undefined && <Freshness asOf={query.dataUpdatedAt} failing={query.isError} />}
      </div>
      {query.data !== undefined && <Job job={query.data} at={query.dataUpdatedAt} operator={operator} />}
      {query.isPending && <PanelSkeleton rows={4} className="h-20" what={t('jobTitle')} />}
      {query.isLoadingError && missing && <PanelEmpty>{t('noSuchJob')}</PanelEmpty>}
      {query.isLoadingError && !missing && <PanelError what={t('jobTitle')} query={query} />}
    </>
  );
}

/** `at`: when its figures were read, in epoch milliseconds. */
function Job({ job: known, at, operator }: { job: RedriveJob; at: number; operator: Operator }) {
  const t = useTranslations('redrives');
  const control = useJobControl(known.id);
  const job = { ...known, state: control.expect(known.state) };
  return (
    <>
      <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-ink-soft text-sm">
        {/* Read aloud as it changes, by itself or by a press. */}
        <span role="status">
          <JobBadge state={job.state} />
        </span>
        <span>
          {job.operator} · <Age at={job.created_at} />
        </span>
        <span className="min-w-0 break-words">“{job.reason}”</span>
      </p>
      <Progress job={job} at={at} />
      {job.stop_reason !== undefined && job.state === 'stopped' && (
        <div className="mt-4">
          <Note role="alert" look="failed" icon={OctagonX} title={t('stoppedItself')}>
            <p lang="en">{job.stop_reason}</p>
          </Note>
        </div>
      )}
      <JobControls job={job} operator={operator} control={control} />
      <JobWaves job={job} />
      <JobItems id={job.id} />
    </>
  );
}

function Progress({ job, at }: { job: RedriveJob; at: number }) {
  const t = useTranslations('redrives');
  const { formatDuration } = useTimes();
  const notBefore = Date.parse(job.not_before);
  const early = useIsBefore(isOver(job) ? undefined : notBefore);
  const measured = useRates({ sent: sentOf(job) }, at)('sent');
  const figures: readonly (readonly [string, React.ReactNode])[] = [
    [t('done'), t('ofTotal', { done: doneOf(job), total: job.total })],
    [
      t('rate'),
      <>
        {t('aSecond', { rate: job.rate_per_second })}
        {job.state === 'running' && measured !== undefined && (
          <span className="block font-normal text-ink-soft text-sm">
            {t('measured', { rate: Math.round(measured * 10) / 10 })}
          </span>
        )}
      </>,
    ],
    [t('remaining'), t('count', { count: job.counts.waiting })],
    [
      t('timeLeft'),
      isOver(job) ? (
        '–'
      ) : early ? (
        <>
          {t('startsIn')} <Countdown until={notBefore} />
        </>
      ) : (
        formatDuration(secondsLeft(job, measured) * 1_000)
      ),
    ],
  ];
  return (
    <div className="mt-5">
      {/* Drawn by the bar, said by the progress. */}
      <JobBar job={job} />
      <progress aria-label={t('done')} value={doneOf(job)} max={Math.max(1, job.total)} className="sr-only" />
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt className="text-ink-faint text-sm">{name}</dt>
            <dd className="font-medium text-ink tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
