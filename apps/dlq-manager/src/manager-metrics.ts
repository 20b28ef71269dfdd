import { ERROR_TYPES } from '@ballast/reliability';
import type { Metrics } from '@ballast/telemetry';
import { ADVISORY_KINDS } from './advisory-kind.ts';
import { PURGED } from './retention/purged.ts';
import { SUBJECT_LABELS } from './subject-label.ts';

/** What became of a letter that was delivered; `known` is one that was stored before. */
const LETTER_FATES = ['dead', 'kept', 'succeeded', 'superseded', 'discarded', 'known'] as const;

export type ManagerMetrics = ReturnType<typeof createManagerMetrics>;

export function createManagerMetrics(metrics: Metrics) {
  return {
    pending: metrics.gauge({
      name: 'dlq_message_count',
      help: 'Dead letters that wait for somebody to act, by the database',
      labels: { subject: SUBJECT_LABELS, type: ERROR_TYPES },
    }),
    oldestPending: metrics.gauge({
      name: 'dlq_oldest_pending_timestamp_seconds',
      help: 'When the oldest pending dead letter was stored, in Unix time; 0 when there is none',
    }),
    overduePending: metrics.gauge({
      name: 'dlq_overdue_pending_count',
      help: 'Pending dead letters older than RETENTION_PENDING_LETTERS_DAYS: they are never purged, somebody has to act',
    }),
    letters: metrics.counter({
      name: 'dlq_letters_total',
      help: 'Letters taken from dlq.*, by what became of them',
      labels: { subject: SUBJECT_LABELS, fate: LETTER_FATES },
    }),
    batchSize: metrics.histogram({
      name: 'dlq_store_batch_size',
      help: 'Letters stored by one transaction',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
    }),
    batchSeconds: metrics.histogram({
      name: 'dlq_store_batch_seconds',
      help: 'Duration of a transaction that stores letters',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
    }),
    lag: metrics.histogram({
      name: 'dlq_ingest_lag_seconds',
      help: 'From a letter on dlq.* to its row',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600, 3_600, 86_400],
    }),
    waiting: metrics.gauge({
      name: 'dlq_ingest_waiting_count',
      help: 'Letters on dlq.* that are not stored yet',
    }),
    streamPurged: metrics.counter({
      name: 'dlq_stream_purged_total',
      help: 'Letters removed from dlq.* after they were stored',
    }),
    advisories: metrics.counter({
      name: 'dlq_advisories_total',
      help: 'Advisories of the broker about messages of the work streams',
      labels: { kind: ADVISORY_KINDS },
    }),
    silentWorkers: metrics.counter({
      name: 'worker_silenced_total',
      help: 'Instances marked unhealthy because their heartbeat fell silent',
    }),
    purged: metrics.counter({
      name: 'retention_purged_rows_total',
      help: 'Rows deleted because they were too old',
      labels: { what: PURGED },
    }),
    lastRetention: metrics.gauge({
      name: 'retention_last_pass_timestamp_seconds',
      help: 'When everything too old was last deleted without an error, in Unix time',
    }),
  };
}
