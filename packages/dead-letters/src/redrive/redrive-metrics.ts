import { METRICS, type Metrics } from '@ballast/telemetry';

export const ITEM_OUTCOMES = ['succeeded', 'failed', 'silent', 'refused', 'cancelled'] as const;

export type RedriveMetrics = ReturnType<typeof createRedriveMetrics>;

export function createRedriveMetrics(metrics: Metrics) {
  return {
    sent: metrics.counter(METRICS.redrives.sent),
    refused: metrics.counter(METRICS.redrives.refused),
    items: metrics.counter(METRICS.redrives.items),
    ended: metrics.counter(METRICS.redrives.ended),
    jobs: metrics.gauge(METRICS.redrives.jobs),
    batchSeconds: metrics.histogram(METRICS.redrives.stepSeconds),
  };
}
