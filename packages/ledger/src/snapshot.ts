import type { Database, PoolConnection } from '@ballast/database';

/**
 * Runs `fn` on one consistent picture of the database, read-only. Everything that is deleted meanwhile stays on the
 * server's hands, and claims have to step over it, so it ends after `deadlineMs` at the latest: `mayGoOn` throws then,
 * and a single statement that takes longer is cut with its connection.
 */
export async function inSnapshot<T>(
  db: Database,
  fn: (connection: PoolConnection, mayGoOn: () => void) => Promise<T>,
  { deadlineMs, signal }: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  return await db.withConnection(
    async (connection) => {
      const endsAt = performance.now() + deadlineMs;
      const mayGoOn = () => {
        signal?.throwIfAborted();
        if (performance.now() > endsAt) throw new SnapshotTooOld(deadlineMs);
      };
      // For the next transaction alone; the session stays as it is.
      await connection.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      try {
        return await fn(connection, mayGoOn);
      } finally {
        await connection.query('ROLLBACK');
      }
    },
    { deadlineMs: deadlineMs + 5_000 },
  );
}

/** The count was given up: an old snapshot slows everybody's claims. */
export class SnapshotTooOld extends Error {
  override readonly name = 'SnapshotTooOld';
  readonly code = 'snapshot_too_old';

  constructor(deadlineMs: number) {
    super(`The snapshot was given up after ${deadlineMs} ms`);
  }
}
