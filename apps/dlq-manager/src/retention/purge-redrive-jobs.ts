import { type Database, type ResultSetHeader, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';

/**
 * Deletes redrive jobs that ended before `before`, the items first: a job that is half deleted when the process dies is
 * found again. One that a failed wave stopped has not ended, since a person may resume it.
 */
export async function* purgeRedriveJobs(db: Database, before: Date, batchSize: number): Batches {
  const [jobs] = await db.withConnection((connection) =>
    connection.query<(RowDataPacket & { id: string })[]>(
      `SELECT id FROM redrive_jobs WHERE state IN ('completed', 'cancelled') AND finished_at < ? ORDER BY id LIMIT 1000`,
      [before],
    ),
  );
  for (const { id } of jobs) {
    for (let isEmpty = false; !isEmpty; ) {
      const { deleted, isLast } = await deleteBatch(db, id, batchSize);
      yield deleted;
      isEmpty = isLast;
    }
  }
}

/** Some items of a job, or the job itself when it has none left. */
function deleteBatch(db: Database, id: string, batchSize: number): Promise<{ deleted: number; isLast: boolean }> {
  return withTransaction(db, async (tx) => {
    // The job first, as everybody locks it before its items.
    await tx.query('SELECT id FROM redrive_jobs WHERE id = ? FOR UPDATE', [id]);
    const [items] = await tx.query<ResultSetHeader>(
      'DELETE FROM redrive_job_items WHERE job_id = ? ORDER BY position LIMIT ?',
      [id, batchSize],
    );
    if (items.affectedRows === batchSize) return { deleted: items.affectedRows, isLast: false };
    const [job] = await tx.query<ResultSetHeader>('DELETE FROM redrive_jobs WHERE id = ?', [id]);
    return { deleted: items.affectedRows + job.affectedRows, isLast: true };
  });
}
