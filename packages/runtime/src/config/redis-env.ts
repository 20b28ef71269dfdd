import { z } from 'zod';
import { certificatesVariable } from './certificates-variable.ts';
import { type TlsTrust, tlsTrust } from './tls-trust.ts';
import { booleanVariable, integerVariable, portVariable, secretVariable } from './values.ts';

/** The variables of Redis. */
export const redisEnv = {
  REDIS_HOST: z.string().default('127.0.0.1'),
  REDIS_PORT: portVariable().default(6379),
  /** An account of Redis' access control list; without it the password is the default account's. */
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: secretVariable().optional(),
  /** Speaks TLS alone, and to nobody whose certificate does not verify. */
  REDIS_TLS: booleanVariable().default(false),
  /** The CA certificates that the server's is verified with, as a PEM file; default: those that Node knows. */
  REDIS_TLS_CA_FILE: certificatesVariable().optional(),
  /** Put in front of every key, so that several environments can share one server. */
  REDIS_NAMESPACE: z
    .string()
    .regex(/^[\w-]*$/, 'may have letters, digits, - and _')
    .default(''),
  REDIS_POOL_SIZE: integerVariable({ min: 1, max: 1_000 }).default(10),
};

/** What `redisEnv` makes of the environment. */
export type RedisConfig = z.output<z.ZodObject<typeof redisEnv>>;

/** How to connect to Redis. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsTrust | undefined;
}

/** The connection options in the form the rate-limit package takes. */
export function redisAddress(config: RedisConfig): RedisAddress {
  return {
    host: config.REDIS_HOST,
    port: config.REDIS_PORT,
    username: config.REDIS_USERNAME,
    password: config.REDIS_PASSWORD,
    tls: tlsTrust(config.REDIS_TLS, config.REDIS_TLS_CA_FILE),
  };
}
