import { parseEventId } from '@ballast/contracts';
import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';
import { openMessages } from './open-messages.ts';

interface OldEntry extends RowDataPacket {
  event_id: string;
  published_at: Date;
}

/**
 * Deletes where messages lay that were published before `before`, but nothing of a message that is still open: by its
 * newest entry the reconciler finds out whether it is lost.
 */
export async function* purgeOutboxHistory(db: Database, before: Date, batchSize: number): Batches {
  let last = { published_at: new Date(0), event_id: '' };
  for (;;) {
    const rows = await readOld(db, before, last, batchSize);
    const idOf = ({ event_id }: OldEntry) => parseEventId(event_id)?.id ?? event_id;
    const open = await openMessages(db, [...new Set(rows.map(idOf))]);
    yield await deleteEntries(
      db,
      rows.filter((row) => !open.has(idOf(row))).map(({ event_id }) => event_id),
    );
    const end = rows.at(-1);
    if (end === undefined || rows.length < batchSize) return;
    last = end;
  }
}

async function readOld(
  db: Database,
  before: Date,
  last: { published_at: Date; event_id: string },
  batchSize: number,
): Promise<OldEntry[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<OldEntry[]>(
      `SELECT event_id, published_at FROM outbox_history
       WHERE published_at < ? AND published_at >= ? AND (published_at > ? OR event_id > ?)
       ORDER BY published_at, event_id LIMIT ?`,
      [before, last.published_at, last.published_at, last.event_id, batchSize],
    );
    return rows;
  });
}

function deleteEntries(db: Database, eventIds: readonly string[]): Promise<number> {
  if (eventIds.length === 0) return Promise.resolve(0);
  return withTransaction(db, async (tx) => {
    const [result] = await tx.query<ResultSetHeader>(
      'DELETE FROM outbox_history WHERE event_id IN (?) ORDER BY event_id LIMIT ?',
      [eventIds, eventIds.length],
    );
    return result.affectedRows;
  });
}
