import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';
import { openMessages } from './open-messages.ts';

interface KeyRow extends RowDataPacket {
  caller: string;
  idem_key: string;
  request_id: string;
  created_at: Date;
}

/**
 * Deletes idempotency keys that were taken before `before`, but none of a request that is still open: who asks after it again
 * must not start another.
 */
export async function* purgeIdempotencyKeys(db: Database, before: Date, batchSize: number): Batches {
  let last = { created_at: new Date(0), caller: '', idem_key: '' };
  for (;;) {
    const rows = await readOld(db, before, last, batchSize);
    const open = await openMessages(
      db,
      rows.map((row) => row.request_id),
    );
    yield await deleteKeys(
      db,
      rows.filter((row) => !open.has(row.request_id)),
    );
    const end = rows.at(-1);
    if (end === undefined || rows.length < batchSize) return;
    last = end;
  }
}

/** In the order of the index, which ends with the primary key. */
async function readOld(
  db: Database,
  before: Date,
  last: { created_at: Date; caller: string; idem_key: string },
  batchSize: number,
): Promise<KeyRow[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<KeyRow[]>(
      `SELECT caller, idem_key, request_id, created_at FROM idempotency_keys
       WHERE created_at < ? AND created_at >= ?
         AND (created_at > ? OR caller > ? OR (caller = ? AND idem_key > ?))
       ORDER BY created_at, caller, idem_key LIMIT ?`,
      [before, last.created_at, last.created_at, last.caller, last.caller, last.idem_key, batchSize],
    );
    return rows;
  });
}

function deleteKeys(db: Database, keys: readonly KeyRow[]): Promise<number> {
  if (keys.length === 0) return Promise.resolve(0);
  return withTransaction(db, async (tx) => {
    const [result] = await tx.query<ResultSetHeader>(
      'DELETE FROM idempotency_keys WHERE (caller, idem_key) IN (?) ORDER BY caller, idem_key LIMIT ?',
      [keys.map(({ caller, idem_key }) => [caller, idem_key]), keys.length],
    );
    return result.affectedRows;
  });
}
