import { REDRIVE_JOB_STATES } from '@ballast/contracts/operators';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { closeSilent } from './close-silent.ts';
import { lockJob } from './control-job.ts';

type JobState = (typeof REDRIVE_JOB_STATES)[number];

/**
 * Looks after the jobs that no runner steps: what they had under way when they were paused, stopped or cancelled ends as
 * silent in its time, and a cancelled job is finished when nothing is under way. Answers how many jobs are in each state.
 */
export async function closeUnfinished(db: Database): Promise<ReadonlyMap<JobState, number>> {
  const [unfinished] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>(
      `SELECT id FROM redrive_jobs
        WHERE state IN ('paused', 'stopped', 'cancelled') AND finished_at IS NULL ORDER BY id LIMIT 100`,
    ),
  );
  for (const { id } of unfinished) await closeOne(db, String(id));
  return await countStates(db);
}

async function closeOne(db: Database, id: string): Promise<void> {
  await withTransaction(db, async (tx) => {
    const job = await lockJob(tx, id);
    if (job === undefined || job.state === 'running' || job.finished_at !== null) return;
    await closeSilent(tx, id, job.wave_deadline_seconds);
    if (job.state !== 'cancelled') return;
    const [open] = await tx.query<RowDataPacket[]>(
      "SELECT 1 FROM redrive_job_items WHERE job_id = ? AND state = 'sent' LIMIT 1",
      [id],
    );
    if (open.length === 0) await tx.query('UPDATE redrive_jobs SET finished_at = NOW(3) WHERE id = ?', [id]);
  });
}

async function countStates(db: Database): Promise<ReadonlyMap<JobState, number>> {
  const [rows] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>('SELECT state, COUNT(*) AS n FROM redrive_jobs GROUP BY state'),
  );
  const counts = new Map<JobState, number>(REDRIVE_JOB_STATES.map((state) => [state, 0]));
  for (const { state, n } of rows) counts.set(state as JobState, Number(n));
  return counts;
}
