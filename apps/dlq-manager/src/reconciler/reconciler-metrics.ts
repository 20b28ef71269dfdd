import { LEDGER_NAMES } from '@ballast/ledger';
import type { Metrics } from '@ballast/telemetry';

const GONE_REASONS = ['no_record', 'stream_recreated', 'not_stored', 'other_message', 'not_delivered_again'] as const;

export type ReconcilerMetrics = ReturnType<typeof createReconcilerMetrics>;

export function createReconcilerMetrics(metrics: Metrics) {
  return {
    reenqueued: metrics.counter({
      name: 'reconciler_reenqueued_total',
      help: 'Requests and mails whose message was gone and that were enqueued again, by why it was gone',
      labels: { ledger: LEDGER_NAMES, reason: GONE_REASONS },
    }),
    looked: metrics.counter({
      name: 'reconciler_rows_total',
      help: 'Open requests and mails that were looked at, by what was found',
      labels: { ledger: LEDGER_NAMES, finding: ['moving', 'gone', 'unknown'] },
    }),
    sweepSeconds: metrics.histogram({
      name: 'reconciler_sweep_seconds',
      help: 'One look at everything that is open',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
    }),
    lastSweep: metrics.gauge({
      name: 'reconciler_last_sweep_timestamp_seconds',
      help: 'When everything open was last looked at with nothing left unknown, in Unix time',
    }),
    unaccounted: metrics.gauge({
      name: 'ledger_unaccounted',
      help: 'Open requests and mails that nothing will move and that could not be enqueued again: must be 0',
      labels: { ledger: LEDGER_NAMES },
    }),
    drift: metrics.gauge({
      name: 'ledger_drift',
      help: 'By how much the counters were off when they were last recounted, before they were set right: must be 0',
      labels: { ledger: LEDGER_NAMES },
    }),
    missing: metrics.gauge({
      name: 'ledger_missing',
      help: 'Accepted once and without a row now, by the last recount: must be 0',
      labels: { ledger: LEDGER_NAMES },
    }),
    lastRecount: metrics.gauge({
      name: 'ledger_last_recount_timestamp_seconds',
      help: 'When this process last recounted the ledger, in Unix time',
    }),
  };
}
