import { REDRIVE_JOB_STATES } from '@ballast/contracts/operators';
import type { Metrics } from '@ballast/telemetry';
import { REFUSAL_CODES } from './refusal.ts';

export const ITEM_OUTCOMES = ['succeeded', 'failed', 'silent', 'refused', 'cancelled'] as const;

export type RedriveMetrics = ReturnType<typeof createRedriveMetrics>;

export function createRedriveMetrics(metrics: Metrics) {
  return {
    sent: metrics.counter({ name: 'redrive_sent_total', help: 'Dead letters put back into the outbox' }),
    refused: metrics.counter({
      name: 'redrive_refused_total',
      help: 'Items of redrive jobs that were refused when their turn came, by reason',
      labels: { code: REFUSAL_CODES },
    }),
    items: metrics.counter({
      name: 'redrive_items_total',
      help: 'Items of completed redrive jobs by how they ended; counted when the job ends',
      labels: { outcome: ITEM_OUTCOMES },
    }),
    ended: metrics.counter({
      name: 'redrive_jobs_ended_total',
      help: 'Redrive jobs that completed, or stopped by themselves because too much came back',
      labels: { state: ['completed', 'stopped'] },
    }),
    jobs: metrics.gauge({
      name: 'redrive_jobs',
      help: 'Redrive jobs by state when last counted',
      labels: { state: REDRIVE_JOB_STATES },
    }),
    batchSeconds: metrics.histogram({
      name: 'redrive_step_seconds',
      help: 'One transaction of a redrive job',
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    }),
  };
}
