import type { RedriveJob } from '@ballast/contracts/operators';
import { formatCount } from '../../../terminal/count.ts';
import type { Screen } from '../../../terminal/screen.ts';
import { formatAge } from '../../../terminal/span.ts';
import { styleOfState, withMark } from '../../../terminal/state-mark.ts';
import { type Column, renderTable } from '../../../terminal/table.ts';
import { failedOf, finishedOf } from './job-numbers.ts';

const COLUMNS: readonly Column<RedriveJob>[] = [
  { title: 'JOB', text: (job) => job.id },
  {
    title: 'STATE',
    text: (job) => job.state,
    brief: (job) => withMark(job.state),
    style: (job) => styleOfState(job.state),
  },
  { title: 'DONE', text: (job) => `${finishedOf(job.counts)}/${job.total}`, align: 'right' },
  {
    title: 'FAILED',
    text: (job) => String(failedOf(job.counts)),
    brief: (job) => formatCount(failedOf(job.counts)),
    align: 'right',
    style: (job) => (failedOf(job.counts) > 0 ? 'red' : undefined),
  },
  { title: 'RATE', text: (job) => `${job.rate_per_second}/s`, align: 'right', rank: 3 },
  { title: 'BY', text: (job) => job.operator, rank: 2, shrinkTo: 10 },
  { title: 'REASON', text: (job) => job.reason, rank: 4, shrinkTo: 16 },
  {
    title: 'CREATED',
    text: (job) => job.created_at,
    brief: (job, screen) => formatAge(job.created_at, screen.now),
    align: 'right',
    rank: 1,
  },
];

/** Redrive jobs, one a line. */
export function renderJobs(jobs: readonly RedriveJob[], screen: Screen): string {
  return renderTable(COLUMNS, jobs, screen);
}
