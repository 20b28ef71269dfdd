import { type AdminOptions, PROCESS_NAMES, type ProcessName } from '@ballast/database';
import { ConfigError, loadConfig, mysqlAddress, mysqlEnv, secretVariable } from '@ballast/runtime';
import { z } from 'zod';

export interface DatabaseJobConfig {
  readonly admin: AdminOptions;
  /** The accounts to make. */
  readonly passwords: Readonly<Partial<Record<ProcessName, string>>>;
  /** Of the account of a MySQL exporter, which nobody has to have. */
  readonly exporterPassword: string | undefined;
  /** The variables of those that have no password. */
  readonly missing: readonly string[];
}

/** `web-server` -> `MYSQL_PASSWORD_WEB_SERVER` */
function passwordVariable(name: ProcessName): string {
  return `MYSQL_PASSWORD_${name.replaceAll('-', '_').toUpperCase()}`;
}

const AdminSchema = z.object({ ...mysqlEnv, MYSQL_USER: z.string().default('root') });

const EXPORTER_VARIABLE = 'MYSQL_PASSWORD_MYSQL_EXPORTER';

const PasswordsSchema = z.object(
  Object.fromEntries(
    [...PROCESS_NAMES.map(passwordVariable), EXPORTER_VARIABLE].map((name) => [name, secretVariable().optional()]),
  ),
);

/** Where the server is, and the account that may migrate it. Throws ConfigError. */
export function readAdmin(): AdminOptions {
  return mysqlAddress(loadConfig(AdminSchema));
}

/** The same with the processes' passwords, which production cannot do without. Throws ConfigError. */
export function readJobConfig(): DatabaseJobConfig {
  const values = loadConfig(PasswordsSchema) as Record<string, string | undefined>;
  const entries = PROCESS_NAMES.map((name) => ({ name, variable: passwordVariable(name) }));
  const missing = entries.filter(({ variable }) => values[variable] === undefined).map(({ variable }) => variable);
  if (missing.length > 0 && process.env.NODE_ENV === 'production') {
    throw new ConfigError(missing.map((variable) => `${variable} is not set: the process has no account without it`));
  }
  const passwords = Object.fromEntries(
    entries.flatMap(({ name, variable }) => (values[variable] === undefined ? [] : [[name, values[variable]]])),
  );
  return { admin: readAdmin(), passwords, exporterPassword: values[EXPORTER_VARIABLE], missing };
}
