import { baseEnv, integerVariable, mysqlEnv, natsEnv, numberVariable, otlpEnv } from '@ballast/runtime';
import { z } from 'zod';
import type { RetentionDays } from './retention/retention.ts';

/** Not less than a day: a letter may lie on `dlq.*`, and a message in its stream, for a while after it was told. */
const days = (byDefault: number) => numberVariable({ min: 1, max: 3_650 }).default(byDefault);

export const ConfigSchema = z.object({
  ...baseEnv('DLQ_MANAGER_PORT', 8084),
  ...mysqlEnv,
  ...natsEnv,
  /** The broker's HTTP monitor, for metrics of its process; without it there are none. */
  NATS_MONITOR_URL: z.url({ protocol: /^https?$/ }).optional(),
  ...otlpEnv,
  /** Letters that one transaction stores at most. */
  DLQ_BATCH_SIZE: integerVariable({ min: 1, max: 1_000 }).default(250),
  /** How old what is open has to be before the reconciler looks for what moves it. */
  RECONCILER_MIN_AGE_SECONDS: numberVariable({ min: 0.1, max: 86_400 }).default(60),
  /** The pause between two looks at all that is open. */
  RECONCILER_INTERVAL_SECONDS: numberVariable({ min: 0.1, max: 3_600 }).default(10),
  /** How often the ledger's counters are compared with the rows, and the longest that may take. */
  LEDGER_RECOUNT_INTERVAL_SECONDS: integerVariable({ min: 1, max: 604_800 }).default(3_600),
  LEDGER_RECOUNT_DEADLINE_SECONDS: integerVariable({ min: 1, max: 600 }).default(30),
  /** How often the automatic rules look at what is pending, in ms. */
  DLQ_RULES_INTERVAL_MS: integerVariable({ min: 100, max: 3_600_000 }).default(5_000),
  /** An instance whose heartbeat is older is marked unhealthy. */
  WORKER_SILENT_SECONDS: integerVariable({ min: 1, max: 86_400 }).default(30),
  /** Rows that one transaction of the retention deletes at most. */
  RETENTION_BATCH_SIZE: integerVariable({ min: 1, max: 10_000 }).default(500),
  RETENTION_PROCESSING_LOGS_DAYS: days(30),
  RETENTION_RESOLVED_LETTERS_DAYS: days(30),
  RETENTION_DISCARDED_LETTERS_DAYS: days(30),
  RETENTION_STATISTICS_DAYS: days(365),
  RETENTION_OUTBOX_HISTORY_DAYS: days(14),
  RETENTION_REDRIVE_JOBS_DAYS: days(90),
  RETENTION_WORKERS_DAYS: days(1),
  /** Since they were last used. More than SESSION_ settings let one be idle for, or people are signed out sooner. */
  RETENTION_SESSIONS_DAYS: days(30),
  /** Since they ended. The links in their mails that stop mail find the address by them: as long do those work. */
  RETENTION_LOGIN_TOKENS_DAYS: days(90),
  /** How long the same key and body get the same answer. */
  RETENTION_IDEMPOTENCY_KEYS_DAYS: days(7),
  /** Pending letters older than this are told by a metric and a log line; they are never deleted. */
  RETENTION_PENDING_LETTERS_DAYS: days(7),
});
export type Config = z.output<typeof ConfigSchema>;

export function retentionDays(config: Config): RetentionDays {
  return {
    processing_logs: config.RETENTION_PROCESSING_LOGS_DAYS,
    resolved_letters: config.RETENTION_RESOLVED_LETTERS_DAYS,
    discarded_letters: config.RETENTION_DISCARDED_LETTERS_DAYS,
    statistics: config.RETENTION_STATISTICS_DAYS,
    outbox_history: config.RETENTION_OUTBOX_HISTORY_DAYS,
    redrive_jobs: config.RETENTION_REDRIVE_JOBS_DAYS,
    workers: config.RETENTION_WORKERS_DAYS,
    sessions: config.RETENTION_SESSIONS_DAYS,
    login_tokens: config.RETENTION_LOGIN_TOKENS_DAYS,
    idempotency_keys: config.RETENTION_IDEMPOTENCY_KEYS_DAYS,
    pending_letters: config.RETENTION_PENDING_LETTERS_DAYS,
  };
}
