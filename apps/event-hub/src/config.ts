import { baseEnv, booleanVariable, integerVariable, mysqlEnv, natsEnv, otlpEnv } from '@ballast/runtime';
import { z } from 'zod';
import { producerKeysVariable } from './rpc/producer-keys.ts';

const MIB = 1024 * 1024;

export const ConfigSchema = z.object({
  ...baseEnv('CONNECT_PORT', 9500),
  ...mysqlEnv,
  ...natsEnv,
  ...otlpEnv,
  /** Whether events are taken; off, the hub can be deployed and looked at before anybody publishes. */
  MQHUB_ENABLED: booleanVariable().default(true),
  /** Events in one batch, and their bytes together. */
  MAX_BATCH_SIZE: integerVariable({ min: 1, max: 10_000 }).default(1_000),
  MAX_BATCH_BYTES: integerVariable({ min: 1_024, max: 256 * MIB }).default(16 * MIB),
  /** How much is asked of the broker at once: 25 publishes for each. The connection itself is one. */
  REDIS_POOL_SIZE: integerVariable({ min: 1, max: 1_000 }).default(10),
  /** How many connections of producers may be open at once. */
  MQHUB_MAX_CONNECTIONS: integerVariable({ min: 1 }).default(1_000),
  /** How many streams there may be of keys that the hub does not know. */
  MQHUB_MAX_UNKNOWN_STREAMS: integerVariable({ min: 0, max: 900 }).default(32),
  /** What a stream holds at most; beyond it the oldest events leave. */
  MQHUB_STREAM_MAX_MESSAGES: integerVariable({ min: 1 }).default(1_000_000),
  MQHUB_STREAM_MAX_MB: integerVariable({ min: 1 }).default(256),
  MQHUB_STREAM_MAX_AGE_HOURS: integerVariable({ min: 1, max: 87_600 }).default(168),
  /** Who may publish, and to which streams: comma-separated `name:streams:key`. Without any, whoever reaches the port may. */
  MQHUB_SERVICE_KEYS: producerKeysVariable(),
});

export type Config = z.output<typeof ConfigSchema>;
