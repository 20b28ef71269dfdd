import { AccountError, DatabaseError, MigrationError } from '@ballast/database';
import { BAD_CONFIG_EXIT_CODE, ConfigError } from '@ballast/runtime';

/** Ends the command with one sentence on standard error that says what to do. */
export function reportFailure(error: unknown): void {
  process.stderr.write(`${describeFailure(error, process.env)}\n`);
  process.exitCode = error instanceof ConfigError ? BAD_CONFIG_EXIT_CODE : 1;
}

function describeFailure(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof ConfigError || error instanceof MigrationError || error instanceof AccountError) {
    return error.message;
  }
  if (error instanceof DatabaseError) return describeDatabaseError(error, env);
  return error instanceof Error ? error.message : String(error);
}

const ACCESS_DENIED: ReadonlySet<number> = new Set([1044, 1045, 1130, 1698]);
const COMMAND_DENIED: ReadonlySet<number> = new Set([1142, 1143, 1227, 1370, 1410]);

function describeDatabaseError(error: DatabaseError, env: NodeJS.ProcessEnv): string {
  const server = `${env.MYSQL_HOST || '127.0.0.1'}:${env.MYSQL_PORT || '3306'}`;
  const user = env.MYSQL_USER || 'root';
  if (error.errno !== undefined && ACCESS_DENIED.has(error.errno)) {
    return `MySQL at ${server} does not let ${user} in (errno ${error.errno}): set MYSQL_USER and MYSQL_PASSWORD to an account that may create databases and accounts.`;
  }
  if (error.errno !== undefined && COMMAND_DENIED.has(error.errno)) {
    return `MySQL at ${server} does not allow ${user} to do this (errno ${error.errno}): the job needs an account that may create databases and accounts.`;
  }
  if (error.code === 'unavailable') {
    return `MySQL does not answer at ${server}: start it, or set MYSQL_HOST and MYSQL_PORT. ${error.message}.`;
  }
  const reason = error.cause instanceof Error ? error.cause.message : error.message;
  return `MySQL at ${server} refuses: ${reason} (errno ${error.errno ?? 'none'}).`;
}
