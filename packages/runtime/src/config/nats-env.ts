import { z } from 'zod';
import { integerVariable, listVariable, portVariable } from './values.ts';

export const natsEnv = {
  NATS_HOST: z.string().default('127.0.0.1'),
  NATS_PORT: portVariable().default(4222),
  /** Comma-separated `host:port`; wins over NATS_HOST and NATS_PORT. */
  NATS_SERVERS: listVariable().optional(),
  /** Path of a credentials file. */
  NATS_CREDS: z.string().optional(),
  /** Put in front of every subject and stream name, so that several environments can share one server. */
  NATS_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'may only have letters, digits, _ and -, at most 64 of them')
    .optional(),
  NATS_REPLICAS: integerVariable({ min: 1, max: 5 }).default(1),
};

export type NatsConfig = z.output<z.ZodObject<typeof natsEnv>>;

export interface NatsAddress {
  /** `host:port` */
  readonly servers: readonly string[];
  readonly namespace: string | undefined;
  readonly credentialsFile: string | undefined;
}

/** The connection options in the form the messaging package takes. */
export function natsAddress(config: NatsConfig): NatsAddress {
  const servers = config.NATS_SERVERS ?? [];
  return {
    servers: servers.length > 0 ? servers : [`${config.NATS_HOST}:${config.NATS_PORT}`],
    namespace: config.NATS_NAMESPACE,
    credentialsFile: config.NATS_CREDS,
  };
}
