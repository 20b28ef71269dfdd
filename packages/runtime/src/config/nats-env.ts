import { z } from 'zod';
import { certificatesVariable } from './certificates-variable.ts';
import { type TlsTrust, tlsTrust } from './tls-trust.ts';
import { booleanVariable, integerVariable, listVariable, portVariable, secretVariable } from './values.ts';

/** The variables of NATS. */
export const natsEnv = {
  NATS_HOST: z.string().default('127.0.0.1'),
  NATS_PORT: portVariable().default(4222),
  /** Comma-separated `host:port`; wins over NATS_HOST and NATS_PORT. */
  NATS_SERVERS: listVariable().optional(),
  /** Path of a credentials file. */
  NATS_CREDS: z.string().optional(),
  /** For servers that ask for a name and a password; NATS_CREDS wins. */
  NATS_USERNAME: z.string().optional(),
  NATS_PASSWORD: secretVariable().optional(),
  /** Speaks TLS alone, and to nobody whose certificate does not verify. */
  NATS_TLS: booleanVariable().default(false),
  /** The CA certificates that the server's is verified with, as a PEM file; default: those that Node knows. */
  NATS_TLS_CA_FILE: certificatesVariable().optional(),
  /** Put in front of every subject and stream name, so that several environments can share one server. */
  NATS_NAMESPACE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'may only have letters, digits, _ and -, at most 64 of them')
    .optional(),
  NATS_REPLICAS: integerVariable({ min: 1, max: 5 }).default(1),
};

/** What `natsEnv` makes of the environment. */
export type NatsConfig = z.output<z.ZodObject<typeof natsEnv>>;

/** How to connect to NATS. */
export interface NatsAddress {
  /** `host:port` */
  readonly servers: readonly string[];
  readonly namespace: string | undefined;
  readonly credentialsFile: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: TlsTrust | undefined;
}

/** The connection options in the form the messaging package takes. */
export function natsAddress(config: NatsConfig): NatsAddress {
  const servers = config.NATS_SERVERS ?? [];
  return {
    servers: servers.length > 0 ? servers : [`${config.NATS_HOST}:${config.NATS_PORT}`],
    namespace: config.NATS_NAMESPACE,
    credentialsFile: config.NATS_CREDS,
    username: config.NATS_USERNAME,
    password: config.NATS_PASSWORD,
    tls: tlsTrust(config.NATS_TLS, config.NATS_TLS_CA_FILE),
  };
}
