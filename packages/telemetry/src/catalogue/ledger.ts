import { counter, EXPORTERS, gauge, histogram } from './define-metric.ts';

const by = ['dlq-manager'] as const;
const ledgerName = ['requests', 'emails'] as const;

/** Whether everything accepted is accounted for, and what was put back that the broker had lost. */
export const ledger = {
  reenqueued: counter({
    name: 'reconciler_reenqueued_total',
    help: 'Requests and mails whose message was gone and that were enqueued again, by why it was gone',
    by,
    labels: {
      ledger: ledgerName,
      reason: ['no_record', 'stream_recreated', 'not_stored', 'other_message', 'not_delivered_again'],
    },
  }),
  looked: counter({
    name: 'reconciler_rows_total',
    help: 'Open requests and mails that were looked at, by what was found',
    by,
    labels: { ledger: ledgerName, finding: ['moving', 'gone', 'unknown'] },
  }),
  sweepSeconds: histogram({
    name: 'reconciler_sweep_seconds',
    help: 'One look at everything that is open',
    unit: 'seconds',
    by,
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300],
  }),
  lastSweep: gauge({
    name: 'reconciler_last_sweep_timestamp_seconds',
    help: 'When everything open was last looked at with nothing left unknown, in Unix time',
    unit: 'timestamp',
    by,
  }),
  unaccounted: gauge({
    name: 'ledger_unaccounted',
    help: 'Open requests and mails that nothing will move and that could not be enqueued again: must be 0',
    unit: 'count',
    by,
    labels: { ledger: ledgerName },
  }),
  drift: gauge({
    name: 'ledger_drift',
    help: 'By how much the counters were off when they were last recounted, before they were set right: must be 0',
    unit: 'count',
    by,
    labels: { ledger: ledgerName },
  }),
  missing: gauge({
    name: 'ledger_missing',
    help: 'Accepted once and without a row now, by the last recount: must be 0',
    unit: 'count',
    by,
    labels: { ledger: ledgerName },
  }),
  lastRecount: gauge({
    name: 'ledger_last_recount_timestamp_seconds',
    help: 'When this process last recounted the ledger, in Unix time',
    unit: 'timestamp',
    by,
  }),
} as const;

/** What looks after the rest: silent workers, and what is too old. */
export const upkeep = {
  silentWorkers: counter({
    name: 'worker_silenced_total',
    help: 'Instances marked unhealthy because their heartbeat fell silent',
    by,
  }),
  workers: gauge({
    name: 'worker_instances',
    help: 'Instances by what their row says; one that fell silent is unhealthy until its row is too old',
    unit: 'count',
    by,
    labels: { app: [...EXPORTERS, 'other'], status: ['healthy', 'unhealthy'] },
  }),
  newestHeartbeat: gauge({
    name: 'worker_newest_heartbeat_timestamp_seconds',
    help: 'The last sign of progress of any instance of a service, in Unix time; 0 where there was none',
    unit: 'timestamp',
    by,
    labels: { app: [...EXPORTERS, 'other'] },
  }),
  purged: counter({
    name: 'retention_purged_rows_total',
    help: 'Rows deleted because they were too old',
    by,
    labels: {
      what: [
        'processing_logs',
        'resolved_letters',
        'discarded_letters',
        'statistics',
        'outbox_history',
        'redrive_jobs',
        'workers',
        'sessions',
        'login_tokens',
        'idempotency_keys',
      ],
    },
  }),
  lastRetention: gauge({
    name: 'retention_last_pass_timestamp_seconds',
    help: 'When everything too old was last deleted without an error, in Unix time',
    unit: 'timestamp',
    by,
  }),
} as const;
