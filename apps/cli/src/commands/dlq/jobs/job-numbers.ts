import type { RedriveJob } from '@ballast/contracts/operators';

type Counts = RedriveJob['counts'];

/** Members that have their end. */
export function finishedOf(counts: Counts): number {
  return counts.succeeded + failedOf(counts) + counts.refused + counts.cancelled;
}

/** Members that were sent and did not succeed. */
export function failedOf(counts: Counts): number {
  return counts.failed + counts.silent;
}

export function isOver(job: RedriveJob): boolean {
  return job.state === 'completed' || job.state === 'cancelled' || job.state === 'stopped';
}

/** Everything that was to be sent was sent, and succeeded. */
export function hasSucceeded(job: RedriveJob): boolean {
  return job.state === 'completed' && failedOf(job.counts) === 0;
}
