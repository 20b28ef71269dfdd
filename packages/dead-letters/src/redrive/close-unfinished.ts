import { REDRIVE_JOB_STATES } from '@ballast/contracts/operators';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { closeSilent } from './close-silent.ts';
import { lockJob } from './control-job.ts';
import { cancelWaiting, finishCancelled } from './finish-cancelled.ts';

type JobState = (typeof REDRIVE_JOB_STATES)[number];

/**
 * Looks after the jobs that no runner steps: what they had under way when they were paused, stopped or cancelled ends as
 * silent in its time, and a cancelled job is finished when nothing is under way. Jobs may stay paused or stopped for ever;
 * those with nothing under way cost nothing. Answers how many jobs are in each state.
 */
export async function closeUnfinished(db: Database): Promise<ReadonlyMap<JobState, number>> {
  const [unfinished] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>(
      `SELECT j.id FROM redrive_jobs j
        WHERE j.finished_at IS NULL AND (j.state = 'cancelled' OR j.state IN ('paused', 'stopped') AND EXISTS (
          SELECT 1 FROM redrive_job_items i WHERE i.job_id = j.id AND i.state = 'sent'))
        ORDER BY j.id`,
    ),
  );
  for (const { id } of unfinished) await closeOne(db, String(id));
  return await countStates(db);
}

async function closeOne(db: Database, id: string): Promise<void> {
  for (;;) {
    const isMore = await withTransaction(db, async (tx) => {
      const job = await lockJob(tx, id);
      if (job === undefined || job.state === 'running' || job.finished_at !== null) return false;
      await closeSilent(tx, id, job.wave_deadline_seconds);
      if (job.state !== 'cancelled') return false;
      if ((await cancelWaiting(tx, id)) > 0) return true;
      await finishCancelled(tx, id);
      return false;
    });
    if (!isMore) return;
  }
}

async function countStates(db: Database): Promise<ReadonlyMap<JobState, number>> {
  const [rows] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>('SELECT state, COUNT(*) AS n FROM redrive_jobs GROUP BY state'),
  );
  const counts = new Map<JobState, number>(REDRIVE_JOB_STATES.map((state) => [state, 0]));
  for (const { state, n } of rows) counts.set(state as JobState, Number(n));
  return counts;
}
