import { METRICS, type Metrics } from '@ballast/telemetry';
import type { Relayed } from './relay-stream.ts';
import type { Swept } from './sweep-stream.ts';

export type OutboxMetrics = ReturnType<typeof createOutboxMetrics>;

export function createOutboxMetrics(metrics: Metrics) {
  const published = metrics.counter(METRICS.hub.outboxPublished);
  const again = metrics.counter(METRICS.hub.outboxAgain);
  const ended = metrics.counter(METRICS.hub.outboxEnded);
  return {
    rows: metrics.gauge(METRICS.hub.outboxRows),
    oldest: metrics.gauge(METRICS.hub.outboxOldest),
    relayed: ({ stored, duplicates }: Pick<Relayed, 'stored' | 'duplicates'>) => {
      published.inc({ result: 'stored' }, stored - duplicates);
      published.inc({ result: 'duplicate' }, duplicates);
    },
    swept: ({ acknowledged, expired, lost, trimmed }: Swept) => {
      ended.inc({ reason: 'acknowledged' }, acknowledged);
      ended.inc({ reason: 'expired' }, expired);
      again.inc({ reason: 'lost' }, lost);
      again.inc({ reason: 'trimmed' }, trimmed);
    },
  };
}
