import type { ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';

/** Items that one transaction cancels: a fraction of a second. */
const BATCH = 2_000;

/** Cancels some of what waits in a job whose row the caller holds; returns how many. */
export async function cancelWaiting(tx: Tx, jobId: string): Promise<number> {
  const [{ affectedRows }] = await tx.query<ResultSetHeader>(
    `UPDATE redrive_job_items FORCE INDEX (redrive_job_items_job_state) SET state = 'cancelled', finished_at = NOW(3)
      WHERE job_id = ? AND state = 'waiting' ORDER BY wave, position LIMIT ?`,
    [jobId, BATCH],
  );
  return affectedRows;
}

/** A cancelled job is finished when nothing of it waits or is under way. */
export async function finishCancelled(tx: Tx, jobId: string): Promise<void> {
  const [open] = await tx.query<RowDataPacket[]>(
    `SELECT 1 FROM redrive_job_items FORCE INDEX (redrive_job_items_job_state)
      WHERE job_id = ? AND state IN ('waiting', 'sent') LIMIT 1`,
    [jobId],
  );
  if (open.length === 0) await tx.query('UPDATE redrive_jobs SET finished_at = NOW(3) WHERE id = ?', [jobId]);
}
