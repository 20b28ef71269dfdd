import type { Tx } from '@ballast/database';
import { OUTBOX_COLUMNS, type OutboxRecord, type OutboxRow, toOutboxRow } from './outbox-row.ts';

/**
 * Served by `outbox_subject_next_retry_at_id` (subject, next_retry_at, id), in whose order it reads: it stops after `limit` rows, so that
 * is how many it locks. Forced, because on a small table the optimiser would rather scan everything and sort it, and
 * would lock all it scanned. READ COMMITTED (asserted by `openDatabase`) leaves the gaps open, so inserts never wait.
 */
export const CLAIM_SQL = `SELECT ${OUTBOX_COLUMNS} FROM outbox FORCE INDEX (outbox_subject_next_retry_at_id)
  WHERE subject = ? AND next_retry_at <= NOW(3)
  ORDER BY next_retry_at, id LIMIT ? FOR UPDATE SKIP LOCKED`;

/**
 * Claims up to `limit` rows of a subject that are due, longest due first. They stay locked until the transaction ends;
 * what others have claimed is passed over, so several relays may run at once. A rollback (also that of a process that
 * died) gives the rows back as they were.
 */
export async function claim(tx: Tx, subject: string, limit: number): Promise<OutboxRow[]> {
  const [records] = await tx.query<OutboxRecord[]>(CLAIM_SQL, [subject, limit]);
  return records.map(toOutboxRow);
}
