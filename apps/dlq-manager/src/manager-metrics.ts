import { METRICS, type Metrics } from '@ballast/telemetry';

export type ManagerMetrics = ReturnType<typeof createManagerMetrics>;

export function createManagerMetrics(metrics: Metrics) {
  return {
    pending: metrics.gauge(METRICS.deadLetters.pending),
    oldestPending: metrics.gauge(METRICS.deadLetters.oldestPending),
    overduePending: metrics.gauge(METRICS.deadLetters.overduePending),
    letters: metrics.counter(METRICS.deadLetters.letters),
    batchSize: metrics.histogram(METRICS.deadLetters.batchSize),
    batchSeconds: metrics.histogram(METRICS.deadLetters.batchSeconds),
    lag: metrics.histogram(METRICS.deadLetters.lag),
    waiting: metrics.gauge(METRICS.deadLetters.waiting),
    streamPurged: metrics.counter(METRICS.deadLetters.streamPurged),
    advisories: metrics.counter(METRICS.deadLetters.advisories),
    silentWorkers: metrics.counter(METRICS.upkeep.silentWorkers),
    workers: metrics.gauge(METRICS.upkeep.workers),
    newestHeartbeat: metrics.gauge(METRICS.upkeep.newestHeartbeat),
    purged: metrics.counter(METRICS.upkeep.purged),
    lastRetention: metrics.gauge(METRICS.upkeep.lastRetention),
  };
}
