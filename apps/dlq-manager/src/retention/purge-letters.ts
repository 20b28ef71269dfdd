import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';

/**
 * Deletes letters that were resolved, or discarded, before `before`. A discarded letter that an undo brings back
 * meanwhile stays; what is pending or being reprocessed is never touched.
 */
export async function* purgeLetters(
  db: Database,
  status: 'resolved' | 'discarded',
  before: Date,
  batchSize: number,
): Batches {
  for (;;) {
    const ids = await readOld(db, status, before, batchSize);
    if (ids.length === 0) return;
    yield await withTransaction(db, async (tx) => {
      // Locked before it is looked at again; in a DELETE the servers may choose the index of the status instead.
      const [locked] = await tx.query<(RowDataPacket & { id: string | number; is_over: number })[]>(
        `SELECT id, status = ? AND resolved_at < ? AS is_over FROM dead_letter_messages FORCE INDEX (PRIMARY)
         WHERE id IN (?) ORDER BY id FOR UPDATE`,
        [status, before, ids],
      );
      const over = locked.filter(({ is_over }) => is_over === 1).map(({ id }) => id);
      if (over.length === 0) return 0;
      const [result] = await tx.query<ResultSetHeader>(
        'DELETE FROM dead_letter_messages WHERE id IN (?) ORDER BY id LIMIT ?',
        [over, over.length],
      );
      return result.affectedRows;
    });
    if (ids.length < batchSize) return;
  }
}

async function readOld(db: Database, status: string, before: Date, batchSize: number): Promise<(string | number)[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<(RowDataPacket & { id: string | number })[]>(
      'SELECT id FROM dead_letter_messages WHERE status = ? AND resolved_at < ? ORDER BY resolved_at LIMIT ?',
      [status, before, batchSize],
    );
    return rows.map(({ id }) => id);
  });
}

/** Letters that wait for somebody longer than they should: they are told, never deleted. */
export async function countOverduePending(db: Database, before: Date): Promise<number> {
  return db.withConnection(async (connection) => {
    const [[row]] = await connection.query<(RowDataPacket & { count: number })[]>(
      `SELECT COUNT(*) AS count FROM dead_letter_messages WHERE status = 'pending' AND dlq_created_at < ?`,
      [before],
    );
    return Number(row?.count);
  });
}
