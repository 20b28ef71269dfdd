import type { RedriveJob } from '@ballast/contracts/operators';
import { addUp, type ItemCounts } from './item-counts.ts';
import type { JobRow } from './job-row.ts';
import { NO_WAVE } from './waves.ts';

/** What the outside sees of a job. */
export function toJobView(job: JobRow, items: ReadonlyMap<number, ItemCounts>): RedriveJob {
  const waves = job.state === 'cancelled' ? withoutWaiting(items) : items;
  return {
    id: job.id,
    state: job.state,
    operator: job.operator,
    reason: job.reason,
    ...(job.rule !== null && { rule: job.rule }),
    rate_per_second: job.rate_per_second,
    failure_threshold: job.failure_threshold,
    wave_deadline_seconds: job.wave_deadline_seconds,
    force: job.force === 1,
    total: job.total,
    wave: job.wave,
    waves: waveList(waves),
    counts: addUp(waves.values()),
    ...(job.stop_reason !== null && { stop_reason: job.stop_reason }),
    not_before: job.not_before.toISOString(),
    created_at: job.created_at.toISOString(),
    ...(job.started_at !== null && { started_at: job.started_at.toISOString() }),
    ...(job.finished_at !== null && { finished_at: job.finished_at.toISOString() }),
  };
}

function waveList(waves: ReadonlyMap<number, ItemCounts>): RedriveJob['waves'] {
  const inOrder = [...waves].filter(([wave]) => wave !== NO_WAVE).sort(([a], [b]) => a - b);
  return inOrder.map(([, counts]) => ({ ...counts, size: Object.values(counts).reduce((sum, n) => sum + n, 0) }));
}

/** What waits in a cancelled job is never sent, although not all of it is marked yet. */
function withoutWaiting(items: ReadonlyMap<number, ItemCounts>): ReadonlyMap<number, ItemCounts> {
  const entries = [...items].map(([wave, counts]) => {
    const { waiting, cancelled } = counts;
    return [wave, { ...counts, waiting: 0, cancelled: cancelled + waiting }] as const;
  });
  return new Map(entries);
}
