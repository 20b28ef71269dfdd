/** What a failed database call means to its caller. Closed: match these, never a message. */
export const DATABASE_ERROR_CODES = [
  /** The server cannot be reached, does not let us in, or cannot take work now. Nothing was decided. */
  'unavailable',
  /** No connection became free in time, or too many callers wait already. Shed load. */
  'pool_exhausted',
  /** The connection was lost while COMMIT was under way: the transaction may or may not be committed. */
  'commit_unknown',
  /** A unique key is taken. */
  'duplicate',
  /** The row itself is at fault: a constraint, data too long, a bad value. The same row fails again. */
  'refused_row',
  /** Chosen as a deadlock's victim, more often than the retries allow. */
  'deadlock',
  /** A lock wait, a statement or a transaction took longer than it may. It was rolled back. */
  'timeout',
  'other',
] as const;

export type DatabaseErrorCode = (typeof DATABASE_ERROR_CODES)[number];

/**
 * A failed database call. `message` names the kind of failure and the server's error number, never a parameter's value;
 * `cause` is the driver's error, with the statement and quoted values taken out.
 */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  /** The server's error number, where the server answered. */
  readonly errno: number | undefined;

  constructor(code: DatabaseErrorCode, message: string, options: { cause?: unknown; errno?: number | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.errno = options.errno;
  }
}

/** Whether an error is a `DatabaseError`, of the given code where one is given. */
export function isDatabaseError(error: unknown, code?: DatabaseErrorCode): error is DatabaseError {
  return error instanceof DatabaseError && (code === undefined || error.code === code);
}
