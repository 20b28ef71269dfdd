import type { Database, RowDataPacket } from '@ballast/database';
import { SUBJECT_OF } from '@ballast/ledger';
import type { GoneRow } from './reenqueue.ts';

const HOUR_MS = 3_600_000;

/**
 * Those of which nothing was heard for an hour: neither the row changed nor was the message worked on. A letter that is
 * on its way takes seconds; dlq-manager being stuck on another one must not keep these waiting for ever.
 */
export async function withoutSign(db: Database, gone: readonly GoneRow[]): Promise<GoneRow[]> {
  const quiet = gone.filter(({ row }) => row.quietMs >= HOUR_MS);
  if (quiet.length === 0) return [];
  const [rows] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>(
      `SELECT DISTINCT message_id, subject FROM message_processing_logs FORCE INDEX (message_processing_logs_identity)
        WHERE message_id IN (?) AND created_at > CURRENT_TIMESTAMP(3) - INTERVAL 1 HOUR`,
      [quiet.map(({ row }) => row.id)],
    ),
  );
  const heard = new Set(rows.map(({ message_id, subject }) => `${subject} ${message_id}`));
  return quiet.filter(({ row }) => !heard.has(`${SUBJECT_OF[row.ledger]} ${row.id}`));
}
