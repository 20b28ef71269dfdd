import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';
import { openMessages } from './open-messages.ts';

interface OldLog extends RowDataPacket {
  id: string | number;
  message_id: string;
  created_at: Date;
}

/**
 * Deletes what is known of deliveries before `before`, but nothing of a message that is still open: its attempts count,
 * and a person who looks at it needs its history.
 */
export async function* purgeProcessingLogs(db: Database, before: Date, batchSize: number): Batches {
  // What is kept lies at the beginning: each batch goes on where the last one ended.
  let last = { created_at: new Date(0), id: 0 as string | number };
  for (;;) {
    const rows = await readOld(db, before, last, batchSize);
    const open = await openMessages(db, [...new Set(rows.map(({ message_id }) => message_id))]);
    const over = rows.filter(({ message_id }) => !open.has(message_id)).map(({ id }) => id);
    yield await deleteLogs(db, over);
    const end = rows.at(-1);
    if (end === undefined || rows.length < batchSize) return;
    last = end;
  }
}

async function readOld(
  db: Database,
  before: Date,
  last: { created_at: Date; id: string | number },
  batchSize: number,
): Promise<OldLog[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<OldLog[]>(
      `SELECT id, message_id, created_at FROM message_processing_logs
       WHERE created_at < ? AND created_at >= ? AND (created_at > ? OR id > ?) ORDER BY created_at, id LIMIT ?`,
      [before, last.created_at, last.created_at, last.id, batchSize],
    );
    return rows;
  });
}

function deleteLogs(db: Database, ids: readonly (string | number)[]): Promise<number> {
  if (ids.length === 0) return Promise.resolve(0);
  return withTransaction(db, async (tx) => {
    const [result] = await tx.query<ResultSetHeader>(
      'DELETE FROM message_processing_logs WHERE id IN (?) ORDER BY id LIMIT ?',
      [ids, ids.length],
    );
    return result.affectedRows;
  });
}
