import type { ResultSetHeader, Tx } from '@ballast/database';
import { OutboxError } from './outbox-error.ts';
import type { OutboxRow } from './outbox-row.ts';

/**
 * Makes claimed rows due again after `delayMs` and counts no attempt, in the transaction that claimed them: so others go
 * before what cannot be published at the moment and is not to blame for it.
 *
 * @throws OutboxError `claim_lost` when not all of the rows were there: roll back.
 */
export async function holdBack(tx: Tx, rows: readonly OutboxRow[], delayMs: number): Promise<void> {
  if (rows.length === 0) return;
  const [result] = await tx.query<ResultSetHeader>(
    `UPDATE outbox FORCE INDEX (PRIMARY) SET next_retry_at = DATE_ADD(NOW(3), INTERVAL ? MICROSECOND)
     WHERE id IN (?) ORDER BY id LIMIT ?`,
    [Math.round(delayMs * 1000), rows.map(({ id }) => id), rows.length],
  );
  if (result.affectedRows !== rows.length) {
    throw new OutboxError(
      'claim_lost',
      `${result.affectedRows} of ${rows.length} claimed rows were there to hold back`,
    );
  }
}
