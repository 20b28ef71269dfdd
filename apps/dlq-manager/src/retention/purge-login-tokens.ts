import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';

/**
 * Deletes wishes to sign in that ended before `before`, used or not. A mail that still waits for one ends as expired,
 * and the stop link of one that was sent works no more: it finds its address by the wish.
 */
export async function* purgeLoginTokens(db: Database, before: Date, batchSize: number): Batches {
  for (;;) {
    const [rows] = await db.withConnection((connection) =>
      connection.query<(RowDataPacket & { id: string })[]>(
        'SELECT id FROM login_tokens WHERE expires_at < ? ORDER BY expires_at LIMIT ?',
        [before, batchSize],
      ),
    );
    if (rows.length === 0) return;
    yield await withTransaction(db, async (tx) => {
      const [result] = await tx.query<ResultSetHeader>('DELETE FROM login_tokens WHERE id IN (?) ORDER BY id LIMIT ?', [
        rows.map(({ id }) => id),
        rows.length,
      ]);
      return result.affectedRows;
    });
    if (rows.length < batchSize) return;
  }
}
