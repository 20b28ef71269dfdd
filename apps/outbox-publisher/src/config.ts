import { baseEnv, booleanVariable, integerVariable, mysqlEnv, natsEnv, otlpEnv } from '@ballast/runtime';
import { z } from 'zod';

export const ConfigSchema = z.object({
  ...baseEnv('OUTBOX_PUBLISHER_PORT', 8083),
  ...mysqlEnv,
  ...natsEnv,
  ...otlpEnv,
  /** Rows that one transaction claims, publishes and removes at most. */
  OUTBOX_BATCH_SIZE: integerVariable({ min: 1, max: 1_000 }).default(200),
  /** Publishes under way at once, per subject. */
  OUTBOX_MAX_IN_FLIGHT: integerVariable({ min: 1, max: 1_000 }).default(128),
  /** How long a transaction may hold its rows, in ms. */
  OUTBOX_CLAIM_DEADLINE_MS: integerVariable({ min: 500, max: 60_000 }).default(5_000),
  /** The longest pause between two looks at the outbox when there is nothing to do and no wake-up comes, in ms. */
  OUTBOX_POLL_INTERVAL_MS: integerVariable({ min: 10, max: 60_000 }).default(1_000),
  /** Whether wake-ups are listened to; off, polling alone finds new rows. */
  OUTBOX_WAKE_ENABLED: booleanVariable().default(true),
});
export type Config = z.output<typeof ConfigSchema>;
