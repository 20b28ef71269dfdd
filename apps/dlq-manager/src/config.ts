import { baseEnv, integerVariable, jaegerEnv, mysqlEnv, natsEnv } from '@ballast/runtime';
import { z } from 'zod';

export const ConfigSchema = z.object({
  ...baseEnv('DLQ_MANAGER_PORT', 8084),
  ...mysqlEnv,
  ...natsEnv,
  ...jaegerEnv,
  /** Letters that one transaction stores at most. */
  DLQ_BATCH_SIZE: integerVariable({ min: 1, max: 1_000 }).default(250),
});
export type Config = z.output<typeof ConfigSchema>;
