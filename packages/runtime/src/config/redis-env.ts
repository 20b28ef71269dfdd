import { z } from 'zod';
import { integerVariable, portVariable, secretVariable } from './values.ts';

export const redisEnv = {
  REDIS_HOST: z.string().default('127.0.0.1'),
  REDIS_PORT: portVariable().default(6379),
  REDIS_PASSWORD: secretVariable().optional(),
  /** Put in front of every key, so that several environments can share one server. */
  REDIS_NAMESPACE: z
    .string()
    .regex(/^[\w-]*$/, 'may have letters, digits, - and _')
    .default(''),
  REDIS_POOL_SIZE: integerVariable({ min: 1, max: 1_000 }).default(10),
};

export type RedisConfig = z.output<z.ZodObject<typeof redisEnv>>;
