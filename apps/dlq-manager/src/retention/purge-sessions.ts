import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';

/** Those whose end has come whatever happens, by its index; then those that nobody has used for so long. */
const OLD = ['expires_at < CURRENT_TIMESTAMP(3)', 'last_seen_at < ?'] as const;

/** Deletes sessions that are over, and those that were last seen before `before`. Nobody is signed in by either any more. */
export async function* purgeSessions(db: Database, before: Date, batchSize: number): Batches {
  for (const isOld of OLD) {
    for (;;) {
      const ids = await readIds(db, isOld, before, batchSize);
      if (ids.length === 0) break;
      yield await withTransaction(db, async (tx) => {
        // Looked at again: somebody may have come back.
        const [result] = await tx.query<ResultSetHeader>(
          `DELETE FROM sessions WHERE id IN (?) AND (expires_at < CURRENT_TIMESTAMP(3) OR last_seen_at < ?)
           ORDER BY id LIMIT ?`,
          [ids, before, ids.length],
        );
        return result.affectedRows;
      });
      if (ids.length < batchSize) break;
    }
  }
}

async function readIds(db: Database, isOld: string, before: Date, batchSize: number): Promise<string[]> {
  const values = isOld.includes('?') ? [before, batchSize] : [batchSize];
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<(RowDataPacket & { id: string })[]>(
      `SELECT id FROM sessions WHERE ${isOld} LIMIT ?`,
      values,
    );
    return rows.map(({ id }) => id);
  });
}
