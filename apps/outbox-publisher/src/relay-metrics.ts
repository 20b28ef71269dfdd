import { SUBJECT } from '@ballast/contracts';
import { METRICS, type Metrics } from '@ballast/telemetry';

export const SUBJECT_LABELS = [SUBJECT.primeCheck, SUBJECT.emailSend, 'other'] as const;
export type SubjectLabel = (typeof SUBJECT_LABELS)[number];

/** Subjects of other producers share one label: a metric's labels are a closed set. */
export function subjectLabel(subject: string): SubjectLabel {
  return SUBJECT_LABELS.find((label) => label === subject) ?? 'other';
}

export type RelayMetrics = ReturnType<typeof createRelayMetrics>;

export function createRelayMetrics(metrics: Metrics) {
  return {
    published: metrics.counter(METRICS.outbox.published),
    pauses: metrics.counter(METRICS.outbox.pauses),
    paused: metrics.gauge(METRICS.outbox.paused),
    batchSize: metrics.histogram(METRICS.outbox.batchSize),
    batchSeconds: metrics.histogram(METRICS.outbox.batchSeconds),
    passSeconds: metrics.histogram(METRICS.outbox.passSeconds),
    lastPass: metrics.gauge(METRICS.outbox.lastPass),
    backlog: metrics.gauge(METRICS.outbox.backlog),
    oldest: metrics.gauge(METRICS.outbox.oldest),
  };
}
