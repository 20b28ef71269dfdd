import { EVENT_STREAM_KEYS } from '@ballast/contracts';
import { counter, gauge, histogram } from './define-metric.ts';

const by = ['event-hub'] as const;
/** Producers may bring keys of their own: all of these are one. */
const stream = [...EVENT_STREAM_KEYS, 'other'] as const;

/** What producers hand to the event hub. The names are older than the broker: "redis" is whichever there is. */
export const hub = {
  published: counter({
    name: 'mqhub_publish_total',
    help: 'Events by what became of them: stored, stored before (duplicate), accepted into the outbox, or failed; those that break a rule are left out',
    by,
    labels: { stream, status: ['success', 'duplicate', 'accepted', 'error'] },
  }),
  duration: histogram({
    name: 'mqhub_publish_duration_seconds',
    help: 'Time from a call’s checks to the broker’s answer for its last event, or to the commit, of single events and batches',
    unit: 'seconds',
    by,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  batchSize: histogram({
    name: 'mqhub_batch_size',
    help: 'Events in a batch that was let in',
    unit: 'count',
    by,
    buckets: [0, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
  }),
  errors: counter({
    name: 'mqhub_errors_total',
    help: 'Calls answered with an error, by its Connect code',
    by,
    labels: {
      operation: [
        'Publish',
        'PublishBatch',
        'CreateConsumerGroup',
        'GetStreamInfo',
        'HealthCheck',
        'GenerateTagsForArticle',
      ],
      error_type: [
        'canceled',
        'invalid_argument',
        'unauthenticated',
        'permission_denied',
        'not_found',
        'failed_precondition',
        'resource_exhausted',
        'unavailable',
        'deadline_exceeded',
        'internal',
      ],
    },
  }),
  connected: gauge({
    name: 'mqhub_redis_connection_status',
    help: '1 while connected to the broker',
    unit: 'state',
    by,
  }),
  outboxRows: gauge({
    name: 'mqhub_outbox_rows',
    help: 'Accepted events that wait to be published, or that are published and not acknowledged by every group',
    unit: 'count',
    by,
    labels: { state: ['waiting', 'published'] },
  }),
  outboxOldest: gauge({
    name: 'mqhub_outbox_oldest_timestamp_seconds',
    help: 'When the oldest accepted event that waits to be published was accepted, in Unix time; 0 when none waits',
    unit: 'seconds',
    by,
  }),
  outboxPublished: counter({
    name: 'mqhub_outbox_published_total',
    help: 'Publishes of accepted events: stored, or stored before (duplicate)',
    by,
    labels: { result: ['stored', 'duplicate'] },
  }),
  outboxAgain: counter({
    name: 'mqhub_outbox_again_total',
    help: 'Accepted events that have to be published again: the broker lost them, or dropped them before every group had them',
    by,
    labels: { reason: ['lost', 'trimmed'] },
  }),
  outboxEnded: counter({
    name: 'mqhub_outbox_ended_total',
    help: 'Accepted events that have left the outbox: acknowledged by every group, or older than their stream keeps them',
    by,
    labels: { reason: ['acknowledged', 'expired'] },
  }),
} as const;
