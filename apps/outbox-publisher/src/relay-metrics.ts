import { SUBJECT } from '@ballast/contracts';
import type { Metrics } from '@ballast/telemetry';
import { PAUSE_REASONS } from './publish-failure.ts';

const SUBJECT_LABELS = [SUBJECT.primeCheck, SUBJECT.emailSend, 'other'] as const;
export type SubjectLabel = (typeof SUBJECT_LABELS)[number];

/** Subjects of other producers share one label: a metric's labels are a closed set. */
export function subjectLabel(subject: string): SubjectLabel {
  return SUBJECT_LABELS.find((label) => label === subject) ?? 'other';
}

export type RelayMetrics = ReturnType<typeof createRelayMetrics>;

export function createRelayMetrics(metrics: Metrics) {
  return {
    published: metrics.counter({
      name: 'outbox_published_total',
      help: 'Outbox rows by what became of their publish: stored, stored before (duplicate), refused, or buried as dead letter',
      labels: { subject: SUBJECT_LABELS, result: ['stored', 'duplicate', 'refused', 'buried'] },
    }),
    pauses: metrics.counter({
      name: 'outbox_pauses_total',
      help: 'Times a subject was stopped, probes that failed included',
      labels: { subject: SUBJECT_LABELS, reason: PAUSE_REASONS },
    }),
    paused: metrics.gauge({
      name: 'outbox_paused_subjects',
      help: 'Subjects that stand still now',
    }),
    batchSize: metrics.histogram({
      name: 'outbox_batch_size',
      help: 'Rows claimed by one transaction, empty claims left out',
      labels: { subject: SUBJECT_LABELS },
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
    }),
    batchSeconds: metrics.histogram({
      name: 'outbox_batch_seconds',
      help: 'From the claim to the commit of a batch, empty claims left out',
      labels: { subject: SUBJECT_LABELS },
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
    }),
    passSeconds: metrics.histogram({
      name: 'outbox_pass_seconds',
      help: 'One look at which subjects have rows to publish',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    }),
    lastPass: metrics.gauge({
      name: 'outbox_last_pass_timestamp_seconds',
      help: 'When the outbox was last looked at without an error, in Unix time',
    }),
    backlog: metrics.gauge({
      name: 'outbox_backlog_rows',
      help: 'Rows not published yet; 100000 means that or more',
      labels: { subject: SUBJECT_LABELS },
    }),
    oldest: metrics.gauge({
      name: 'outbox_oldest_unpublished_timestamp_seconds',
      help: 'When the oldest unpublished row was written, in Unix time; 0 when there is none',
      labels: { subject: SUBJECT_LABELS },
    }),
    oldestAge: metrics.gauge({
      name: 'outbox_oldest_unpublished_age_seconds',
      help: 'Age of the oldest unpublished row when last measured, by the database clock; 0 when there is none',
      labels: { subject: SUBJECT_LABELS },
    }),
  };
}
