import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';

/** Deletes the rows of instances whose last heartbeat is older than `before`: every start makes a new one. */
export async function* purgeWorkers(db: Database, before: Date, batchSize: number): Batches {
  for (;;) {
    const [rows] = await db.withConnection((connection) =>
      connection.query<(RowDataPacket & { id: string | number })[]>(
        `SELECT id FROM worker_health_checks WHERE status IN ('healthy', 'unhealthy') AND last_heartbeat < ? LIMIT ?`,
        [before, batchSize],
      ),
    );
    if (rows.length === 0) return;
    yield await withTransaction(db, async (tx) => {
      const ids = rows.map(({ id }) => id);
      const [result] = await tx.query<ResultSetHeader>(
        'DELETE FROM worker_health_checks WHERE id IN (?) AND last_heartbeat < ? ORDER BY id LIMIT ?',
        [ids, before, ids.length],
      );
      return result.affectedRows;
    });
    if (rows.length < batchSize) return;
  }
}
