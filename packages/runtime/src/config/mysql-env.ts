import { z } from 'zod';
import { certificatesVariable } from './certificates-variable.ts';
import { type TlsTrust, tlsTrust } from './tls-trust.ts';
import { booleanVariable, portVariable, secretVariable } from './values.ts';

/** The variables of the database. */
export const mysqlEnv = {
  MYSQL_HOST: z.string().default('127.0.0.1'),
  MYSQL_PORT: portVariable().default(3306),
  MYSQL_DATABASE: z.string().default('ballast'),
  MYSQL_USER: z.string(),
  MYSQL_PASSWORD: secretVariable().default(''),
  /** Speaks TLS alone, and to nobody whose certificate does not verify. */
  MYSQL_TLS: booleanVariable().default(false),
  /** The CA certificates that the server's is verified with, as a PEM file; default: those that Node knows. */
  MYSQL_TLS_CA_FILE: certificatesVariable().optional(),
};

/** What `mysqlEnv` makes of the environment. */
export type MysqlConfig = z.output<z.ZodObject<typeof mysqlEnv>>;

/** How to connect to the database. */
export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsTrust | undefined;
}

/** The connection options in the form the database package takes. */
export function mysqlAddress(config: MysqlConfig): MysqlAddress {
  return {
    host: config.MYSQL_HOST,
    port: config.MYSQL_PORT,
    database: config.MYSQL_DATABASE,
    user: config.MYSQL_USER,
    password: config.MYSQL_PASSWORD,
    tls: tlsTrust(config.MYSQL_TLS, config.MYSQL_TLS_CA_FILE),
  };
}
