import { z } from 'zod';
import { portVariable, secretVariable } from './values.ts';

export const mysqlEnv = {
  MYSQL_HOST: z.string().default('127.0.0.1'),
  MYSQL_PORT: portVariable().default(3306),
  MYSQL_DATABASE: z.string().default('ballast'),
  MYSQL_USER: z.string(),
  MYSQL_PASSWORD: secretVariable().default(''),
};

export type MysqlConfig = z.output<z.ZodObject<typeof mysqlEnv>>;

export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
}

/** The connection options in the form the database package takes. */
export function mysqlAddress(config: MysqlConfig): MysqlAddress {
  return {
    host: config.MYSQL_HOST,
    port: config.MYSQL_PORT,
    database: config.MYSQL_DATABASE,
    user: config.MYSQL_USER,
    password: config.MYSQL_PASSWORD,
  };
}
