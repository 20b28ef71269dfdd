import { METRICS, type Metrics } from '@ballast/telemetry';

export type ReconcilerMetrics = ReturnType<typeof createReconcilerMetrics>;

export function createReconcilerMetrics(metrics: Metrics) {
  return {
    reenqueued: metrics.counter(METRICS.ledger.reenqueued),
    looked: metrics.counter(METRICS.ledger.looked),
    sweepSeconds: metrics.histogram(METRICS.ledger.sweepSeconds),
    lastSweep: metrics.gauge(METRICS.ledger.lastSweep),
    unaccounted: metrics.gauge(METRICS.ledger.unaccounted),
    drift: metrics.gauge(METRICS.ledger.drift),
    missing: metrics.gauge(METRICS.ledger.missing),
    lastRecount: metrics.gauge(METRICS.ledger.lastRecount),
  };
}
