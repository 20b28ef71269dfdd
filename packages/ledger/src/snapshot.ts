import { type Database, DatabaseError, type PoolConnection, toDatabaseError } from '@ballast/database';

/** For the statement that is under way when the time is over. */
const LAST_STATEMENT_MS = 5_000;

/**
 * Runs `fn` on one consistent picture of the database, read-only. Everything that is deleted meanwhile stays on the
 * server's hands, and claims have to step over it, so it ends after `deadlineMs` at the latest: `mayGoOn` throws then,
 * and a statement that hangs is cut with its connection.
 */
export async function inSnapshot<T>(
  db: Database,
  fn: (connection: PoolConnection, mayGoOn: () => void) => Promise<T>,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  const endsAt = performance.now() + deadlineMs;
  const mayGoOn = () => {
    signal?.throwIfAborted();
    if (performance.now() > endsAt) throw new SnapshotTooOld(deadlineMs);
  };
  const lease = await db.lease();
  const timer = setTimeout(() => {
    lease.cut(new DatabaseError('timeout', `A statement in a snapshot did not end in ${deadlineMs} ms`));
  }, deadlineMs + LAST_STATEMENT_MS);
  const use = lease.use();
  try {
    // For the next transaction alone; the session stays as it is.
    await use.connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await use.connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    const result = await fn(use.connection, mayGoOn);
    await use.connection.query('ROLLBACK');
    return result;
  } catch (error) {
    // Never back to the pool with a snapshot open.
    lease.cut(toDatabaseError(error));
    throw error;
  } finally {
    clearTimeout(timer);
    use.end();
    lease.end();
  }
}

/** The count was given up: an old snapshot slows everybody's claims. */
export class SnapshotTooOld extends Error {
  override readonly name = 'SnapshotTooOld';
  readonly code = 'snapshot_too_old';

  constructor(deadlineMs: number) {
    super(`The snapshot was given up after ${deadlineMs} ms`);
  }
}
