import { explainTlsError, TLS_SETTINGS } from '@ballast/reliability';
import { DatabaseError, type DatabaseErrorCode } from './database-error.ts';
import { codeOfErrno, isNetworkCode } from './error-numbers.ts';
import { isDrizzleError } from './is-drizzle-error.ts';
import { redactDriverError } from './redact-driver-error.ts';

const MEANING: Readonly<Record<DatabaseErrorCode, string>> = {
  unavailable: 'The database cannot be reached or cannot take work',
  pool_exhausted: 'No database connection became free',
  commit_unknown: 'The connection was lost during COMMIT',
  duplicate: 'A unique key is taken',
  refused_row: 'The database refuses the row',
  deadlock: 'The transaction lost to another one',
  timeout: 'The database took too long',
  other: 'The database refuses the statement',
};

interface DriverError extends Error {
  errno?: unknown;
  code?: unknown;
  fatal?: unknown;
}

/**
 * What a failed call of the driver (or of drizzle on top of it) means, read from its error number; from its code only
 * where the network failed before the server could say a number. A `DatabaseError` is returned as it is.
 */
export function toDatabaseError(error: unknown): DatabaseError {
  if (error instanceof DatabaseError) return error;
  // Drizzle's own message holds every parameter: the driver's error below it says all that is needed.
  if (isDrizzleError(error) && error.cause !== undefined) return toDatabaseError(error.cause);
  if (!(error instanceof Error)) return new DatabaseError('other', MEANING.other, { cause: error });

  const { errno, code: driverCode, fatal } = error as DriverError;
  const isServerNumber = typeof errno === 'number' && errno > 0; // Node's own are negative
  const code = isServerNumber ? codeOfErrno(errno) : codeWithoutNumber(driverCode, fatal);
  const detail = [
    isServerNumber ? `errno ${errno}` : undefined,
    typeof driverCode === 'string' ? driverCode : undefined,
  ];
  const suffix = detail.filter((part) => part !== undefined).join(', ');
  const said = suffix === '' ? MEANING[code] : `${MEANING[code]} (${suffix})`;
  const advice = code === 'unavailable' ? explainTlsError(error, TLS_SETTINGS.mysql) : undefined;
  return new DatabaseError(code, advice === undefined ? said : `${said}: ${advice}`, {
    cause: redactDriverError(error, code),
    errno: isServerNumber ? errno : undefined,
  });
}

function codeWithoutNumber(driverCode: unknown, fatal: unknown): DatabaseErrorCode {
  if (typeof driverCode === 'string' && isNetworkCode(driverCode)) return 'unavailable';
  // The driver marks what ends a connection: a protocol error, or a command on a connection that is closed already.
  return fatal === true ? 'unavailable' : 'other';
}
