import type { ResultSetHeader, Tx } from '@ballast/database';
import { OutboxError } from './outbox-error.ts';
import type { OutboxRow } from './outbox-row.ts';
import type { RowFault } from './row-fault.ts';

/** `error_message` is for people; a row must not become too large by its own error. */
const MAX_ERROR_LENGTH = 1_000;

/**
 * Counts an attempt against one row and makes it due again after `delayMs`, in the transaction that claimed it. Only for
 * the row's own fault: while the broker is away or full, rows are released by rollback and spend nothing.
 *
 * @throws OutboxError `claim_lost` when the row is not there.
 */
export async function postpone(tx: Tx, row: OutboxRow, error: RowFault, delayMs: number): Promise<void> {
  const [result] = await tx.query<ResultSetHeader>(
    `UPDATE outbox FORCE INDEX (PRIMARY)
     SET retry_count = retry_count + 1, next_retry_at = DATE_ADD(NOW(3), INTERVAL ? MICROSECOND),
       error_message = ?, last_error_at = NOW(3)
     WHERE id = ?`,
    [Math.round(delayMs * 1000), `${error.code}: ${error.message}`.slice(0, MAX_ERROR_LENGTH), row.id],
  );
  if (result.affectedRows !== 1) throw new OutboxError('claim_lost', `the row of ${row.eventId} is not there`);
}
