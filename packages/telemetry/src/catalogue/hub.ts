import { EVENT_STREAM_KEYS } from '@ballast/contracts';
import { counter, gauge, histogram } from './define-metric.ts';

const by = ['event-hub'] as const;
/** Producers may bring keys of their own: all of these are one. */
const stream = [...EVENT_STREAM_KEYS, 'other'] as const;

/** What producers hand to the event hub. The names are older than the broker: "redis" is whichever there is. */
export const hub = {
  published: counter({
    name: 'mqhub_publish_total',
    help: 'Events by what became of their publish: stored, stored before (duplicate), or failed; those that break a rule are left out',
    by,
    labels: { stream, status: ['success', 'duplicate', 'error'] },
  }),
  duration: histogram({
    name: 'mqhub_publish_duration_seconds',
    help: 'Time from a call’s checks to the broker’s answer for its last event, of single events and batches',
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
    help: 'Calls answered with an error, by its Connect code; bodies that cannot be read are left out',
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
} as const;
