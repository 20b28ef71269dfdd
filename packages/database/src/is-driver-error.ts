import { DatabaseError } from './database-error.ts';
import { isDrizzleError } from './is-drizzle-error.ts';

/**
 * Whether an error came from a call on our connection. The connections of `withConnection` and `withTransaction` reject
 * with `DatabaseError`, and drizzle wraps that: any other error that passes by (a broker's, a mail server's) is not ours
 * to explain, whatever its code says.
 */
export function isDriverError(error: unknown): boolean {
  if (error instanceof DatabaseError) return true;
  return isDrizzleError(error) && isDriverError(error.cause);
}
