import { availableParallelism } from 'node:os';
import { baseEnv, booleanVariable, integerVariable, mysqlEnv, natsEnv, otlpEnv, retryEnv } from '@ballast/runtime';
import { z } from 'zod';

export const ConfigSchema = z.object({
  ...baseEnv('PRIME_CHECK_WORKER_PORT', 8081),
  ...mysqlEnv,
  ...natsEnv,
  ...otlpEnv,
  ...retryEnv,
  /** How many messages are held and worked on at once; also the most verdicts in one transaction. */
  PRIME_CHECK_CONCURRENCY: integerVariable({ min: 1, max: 1_000 }).default(64),
  /** Worker threads for numbers of more than 20 digits. One core is left to the event loop. */
  PRIME_CHECK_THREADS: integerVariable({ min: 1, max: 256 }).default(Math.max(1, availableParallelism() - 1)),
  /** The longest a thread may take for one number. */
  PRIME_CHECK_DEADLINE_MS: integerVariable({ min: 1, max: 3_600_000 }).default(60_000),
  /** Whether the publisher is woken when result mails were enqueued; off, it finds them by polling. */
  OUTBOX_WAKE_ENABLED: booleanVariable().default(true),
});
export type Config = z.output<typeof ConfigSchema>;
