import { EVENT_STREAM_KEYS } from '@ballast/contracts';
import type { PublishReceipt } from '@ballast/messaging';
import { METRICS, type Metrics } from '@ballast/telemetry';

export type HubMetrics = ReturnType<typeof createHubMetrics>;
type StreamLabel = (typeof EVENT_STREAM_KEYS)[number] | 'other';

export function createHubMetrics(metrics: Metrics) {
  const published = metrics.counter(METRICS.hub.published);
  return {
    duration: metrics.histogram(METRICS.hub.duration),
    batchSize: metrics.histogram(METRICS.hub.batchSize),
    errors: metrics.counter(METRICS.hub.errors),
    /** Counts one event by what became of it; no receipt means that its publish failed. */
    published: (key: string, receipt?: PublishReceipt) => {
      const status = receipt === undefined ? 'error' : receipt.duplicate ? 'duplicate' : 'success';
      published.inc({ stream: labelOf(key), status });
    },
    /** Counts the events of a call that the outbox has, or that it could not take. */
    accepted: (key: string, count: number, status: 'accepted' | 'error') => {
      published.inc({ stream: labelOf(key), status }, count);
    },
  };
}

/** Anybody may think of keys: a series for each would fill the memory. */
function labelOf(key: string): StreamLabel {
  return EVENT_STREAM_KEYS.find((known) => known === key) ?? 'other';
}
