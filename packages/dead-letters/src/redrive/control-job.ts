import { type AuditAct, appendAudit } from '@ballast/audit';
import type { RedriveJob } from '@ballast/contracts/operators';
import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { ActError } from '../act-error.ts';
import { cancelWaiting, finishCancelled } from './finish-cancelled.ts';
import { JOB_COLUMNS, type JobRow } from './job-row.ts';
import { readJobView } from './read-jobs.ts';

/** Resuming a stopped job of 100,000 items rewrites them. */
const DEADLINE_MS = 60_000;

/** Who pauses, resumes or cancels a job, and why. */
export interface JobControl {
  readonly actor: string;
  readonly reason?: string | undefined;
}

/**
 * Holds a job back. When it has returned, nothing more of the job is sent until it is resumed: a send holds the job's row.
 *
 * @throws ActError `not_found`, `conflict`
 */
export async function pauseJob(db: Database, id: string, control: JobControl): Promise<RedriveJob> {
  return await changeJob(db, id, control, 'redrive.pause', ['running'], 'paused', async (tx) => {
    await tx.query(
      "UPDATE redrive_jobs SET state = 'paused', lease_owner = NULL, lease_until = NULL, stop_reason = ? WHERE id = ?",
      [`${control.actor} paused it.`, id],
    );
  });
}

/**
 * Lets a job go on. One that stopped by itself goes on with a new wave of all that waits in its present one: what failed
 * before has been judged by a person, and is not held against the rest.
 *
 * @throws ActError `not_found`, `conflict`
 */
export async function resumeJob(db: Database, id: string, control: JobControl): Promise<RedriveJob> {
  return await changeJob(db, id, control, 'redrive.resume', ['paused', 'stopped'], 'running', async (tx, job) => {
    const isStopped = job.state === 'stopped';
    if (isStopped) await moveRestToNewWave(tx, job);
    await tx.query(
      `UPDATE redrive_jobs SET state = 'running', stop_reason = NULL, wave = wave + ?, wave_sent_at = IF(?, NULL, wave_sent_at)
        WHERE id = ?`,
      [isStopped ? 1 : 0, isStopped, id],
    );
  });
}

/**
 * Ends a job: what waits is never sent. When it has returned, nothing more is; what was sent before still gets its outcome.
 * The items of a large job are marked by the runners afterwards; shown they are as cancelled from now on.
 *
 * @throws ActError `not_found`, `conflict`
 */
export async function cancelJob(db: Database, id: string, control: JobControl): Promise<RedriveJob> {
  const from = ['running', 'paused', 'stopped'] as const;
  return await changeJob(db, id, control, 'redrive.cancel', from, 'cancelled', async (tx) => {
    await tx.query(
      "UPDATE redrive_jobs SET state = 'cancelled', stop_reason = ?, lease_owner = NULL, lease_until = NULL WHERE id = ?",
      [`${control.actor} cancelled it.`, id],
    );
    await cancelWaiting(tx, id);
    await finishCancelled(tx, id);
  });
}

async function changeJob(
  db: Database,
  id: string,
  { actor, reason }: JobControl,
  act: AuditAct,
  from: readonly RedriveJob['state'][],
  to: RedriveJob['state'],
  change: (tx: Tx, job: JobRow) => Promise<void>,
): Promise<RedriveJob> {
  return await withTransaction(
    db,
    async (tx) => {
      const job = await lockJob(tx, id);
      if (job === undefined) throw new ActError('not_found', `There is no job ${id}.`);
      if (!from.includes(job.state)) {
        throw new ActError(
          'conflict',
          `The job is ${job.state}: only one that is ${from.join(' or ')} can be ${DONE[act]}.`,
        );
      }
      await change(tx, job);
      const view = await readJobView(tx, id);
      if (view === undefined) throw new Error(`job ${id} vanished under its lock`);
      const details = { from: job.state, to, counts: view.counts };
      await appendAudit(tx, [{ actor, act, targetType: 'job', targetId: id, reason, outcome: 'done', details }]);
      return view;
    },
    { deadlineMs: DEADLINE_MS },
  );
}

const DONE: Partial<Record<AuditAct, string>> = {
  'redrive.pause': 'paused',
  'redrive.resume': 'resumed',
  'redrive.cancel': 'cancelled',
};

/** The job's row, held until the transaction ends. Whoever changes a job or sends its items takes it first. */
export async function lockJob(tx: Tx, id: string): Promise<JobRow | undefined> {
  const [[job]] = await tx.query<JobRow[]>(`SELECT ${JOB_COLUMNS} FROM redrive_jobs WHERE id = ? FOR UPDATE`, [id]);
  return job;
}

/** Later waves move up by one as well, so that they stay apart from it. */
async function moveRestToNewWave(tx: Tx, job: JobRow): Promise<void> {
  const [rest] = await tx.query<RowDataPacket[]>(
    "SELECT 1 FROM redrive_job_items WHERE job_id = ? AND state = 'waiting' AND wave = ? LIMIT 1",
    [job.id, job.wave],
  );
  if (rest.length === 0) return;
  await tx.query(
    `UPDATE redrive_job_items FORCE INDEX (redrive_job_items_job_state) SET wave = wave + 1
      WHERE job_id = ? AND state = 'waiting' ORDER BY wave DESC`,
    [job.id],
  );
}
