import { SUBJECT } from '@ballast/contracts';
import { counter, gauge, histogram } from './define-metric.ts';

const by = ['outbox-publisher'] as const;
const subject = [SUBJECT.primeCheck, SUBJECT.emailSend, 'other'] as const;

/** The way of rows into the broker. */
export const outbox = {
  published: counter({
    name: 'outbox_published_total',
    help: 'Outbox rows by what became of their publish: stored, stored before (duplicate), refused, or buried as dead letter',
    by,
    labels: { subject, result: ['stored', 'duplicate', 'refused', 'buried'] },
  }),
  pauses: counter({
    name: 'outbox_pauses_total',
    help: 'Times a subject was stopped, probes that failed included',
    by,
    labels: {
      subject,
      reason: [
        'unavailable',
        'stream_full',
        'no_stream',
        'timeout',
        'closed',
        'topology_conflict',
        'topology_mismatch',
        'all_rejected',
        'relay_error',
      ],
    },
  }),
  paused: gauge({ name: 'outbox_paused_subjects', help: 'Subjects that stand still now', unit: 'count', by }),
  batchSize: histogram({
    name: 'outbox_batch_size',
    help: 'Rows claimed by one transaction, empty claims left out',
    unit: 'count',
    by,
    labels: { subject },
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  }),
  batchSeconds: histogram({
    name: 'outbox_batch_seconds',
    help: 'From the claim to the commit of a batch, empty claims left out',
    unit: 'seconds',
    by,
    labels: { subject },
    buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
  }),
  passSeconds: histogram({
    name: 'outbox_pass_seconds',
    help: 'One look at which subjects have rows to publish',
    unit: 'seconds',
    by,
    buckets: [0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  }),
  lastPass: gauge({
    name: 'outbox_last_pass_timestamp_seconds',
    help: 'When the outbox was last looked at without an error, in Unix time',
    unit: 'timestamp',
    by,
  }),
  backlog: gauge({
    name: 'outbox_backlog_rows',
    help: 'Rows not published yet; 100000 means that or more',
    unit: 'count',
    by,
    labels: { subject },
  }),
  oldest: gauge({
    name: 'outbox_oldest_unpublished_timestamp_seconds',
    help: 'When the oldest unpublished row was written, in Unix time; 0 when there is none',
    unit: 'timestamp',
    by,
    labels: { subject },
  }),
} as const;
