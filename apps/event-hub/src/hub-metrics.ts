import { EVENT_STREAM_KEYS } from '@ballast/contracts';
import type { PublishOutcome } from '@ballast/messaging';
import { METRICS, type Metrics } from '@ballast/telemetry';

export type HubMetrics = ReturnType<typeof createHubMetrics>;
type StreamLabel = (typeof EVENT_STREAM_KEYS)[number] | 'other';

export function createHubMetrics(metrics: Metrics) {
  const published = metrics.counter(METRICS.hub.published);
  return {
    duration: metrics.histogram(METRICS.hub.duration),
    batchSize: metrics.histogram(METRICS.hub.batchSize),
    errors: metrics.counter(METRICS.hub.errors),
    /** Counts the events of a call by what became of each. */
    published: (key: string, outcomes: readonly PublishOutcome[]) => {
      for (const [status, all] of Map.groupBy(outcomes, statusOf)) {
        published.inc({ stream: labelOf(key), status }, all.length);
      }
    },
    /** Counts the events of a call that the outbox has, or that it could not take. */
    accepted: (key: string, count: number, status: 'accepted' | 'error') => {
      published.inc({ stream: labelOf(key), status }, count);
    },
  };
}

function statusOf(outcome: PublishOutcome): 'error' | 'duplicate' | 'success' {
  if ('error' in outcome) return 'error';
  return outcome.receipt.duplicate ? 'duplicate' : 'success';
}

/** Anybody may think of keys: a series for each would fill the memory. */
function labelOf(key: string): StreamLabel {
  return EVENT_STREAM_KEYS.find((known) => known === key) ?? 'other';
}
