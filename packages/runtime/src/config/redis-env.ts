import { z } from 'zod';
import { integerVariable, portVariable, secretVariable } from './values.ts';

export const redisEnv = {
  REDIS_HOST: z.string().default('127.0.0.1'),
  REDIS_PORT: portVariable().default(6379),
  REDIS_PASSWORD: secretVariable().optional(),
  REDIS_POOL_SIZE: integerVariable({ min: 1, max: 1_000 }).default(10),
};

export type RedisConfig = z.output<z.ZodObject<typeof redisEnv>>;
