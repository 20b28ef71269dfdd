import type { ResultSetHeader, Tx } from '@ballast/database';
import { compare } from './compare.ts';

export interface OpenItem {
  readonly job_id: string;
  readonly position: number;
  readonly message_id: string;
  readonly generation: number;
}

export interface ItemEnd {
  readonly item: OpenItem;
  readonly state: 'succeeded' | 'failed';
  readonly reasonCode: string | null;
  readonly reason: string | null;
}

/**
 * Gives redrive items that were sent their end, in the order of their keys; returns how many were still open. `silent` is
 * open: an outcome that comes late is an outcome.
 */
export async function endRedriveItems(tx: Tx, ends: readonly ItemEnd[]): Promise<number> {
  const sorted = [...ends].sort(
    (one, other) => compare(one.item.job_id, other.item.job_id) || one.item.position - other.item.position,
  );
  let ended = 0;
  for (const { item, state, reasonCode, reason } of sorted) {
    const [result] = await tx.query<ResultSetHeader>(
      `UPDATE redrive_job_items SET state = ?, reason_code = ?, reason = ?, finished_at = NOW(3)
       WHERE job_id = ? AND position = ? AND state IN ('sent', 'silent')`,
      [state, reasonCode?.slice(0, 50) ?? null, reason, item.job_id, item.position],
    );
    ended += result.affectedRows;
  }
  return ended;
}
