import { appendAudit } from '@ballast/audit';
import type { RowDataPacket, Tx } from '@ballast/database';
import { closeSilent } from './close-silent.ts';
import { addUp, countItems, type ItemCounts, noItems } from './item-counts.ts';
import { JOB_COLUMNS, type JobRow } from './job-row.ts';
import { describeFailedWave, describeStall, judgeWave } from './judge-wave.ts';
import { type SendableItem, type SentBatch, sendBatch } from './send-batch.ts';

/** After so long without a step another process may take the job over. */
export const LEASE_SECONDS = 5;

export interface StepOptions {
  /** This process. */
  readonly owner: string;
  /** How many items may be sent now. */
  readonly limit: number;
  /** Whether the outcomes are looked at although items wait to be sent. */
  readonly look: boolean;
  /** How long no outcome has come, as far as this process has seen. */
  readonly quietSeconds: number;
}

export interface JobStep {
  /** `gone`: it is not running any more, or another process has it. `ended`: by this step. */
  readonly phase: 'gone' | 'sending' | 'waiting' | 'ended';
  readonly batch: SentBatch | undefined;
  /** How many outcomes there are, where they were looked at; `undefined` while nothing is under way. */
  readonly outcomes?: number | undefined;
  /** Why it ended, and how its items did. */
  readonly end?: { readonly state: 'stopped' | 'completed'; readonly counts: ItemCounts };
}

/**
 * One step of a job, in a transaction that holds the job's row from its beginning: so a job has one sender, and a pause
 * or a cancel comes before a step or after it. A step sends what it may of the present wave; once a wave is sent it waits
 * for the outcomes, ends what stays silent, and goes on to the next wave, or stops the job, or ends it.
 */
export async function stepJob(tx: Tx, id: string, { owner, limit, look, quietSeconds }: StepOptions): Promise<JobStep> {
  const job = await takeJob(tx, id, owner);
  if (job === undefined) return { phase: 'gone', batch: undefined };

  const items = limit === 0 ? undefined : await nextItems(tx, job, limit);
  const batch = items === undefined || items.length === 0 ? undefined : await sendBatch(tx, sender(job), items);
  const isMoreToSend = items === undefined ? await hasWaiting(tx, job) : isCut(items, limit, batch);
  if (isMoreToSend && !look) return { phase: 'sending', batch };
  if (!isMoreToSend) await markWaveSent(tx, job);
  return { ...(await judge(tx, job, owner, quietSeconds)), batch };
}

function sender(job: JobRow): { id: string; force: boolean } {
  return { id: job.id, force: job.force === 1 };
}

function isCut(items: readonly SendableItem[], limit: number, batch: SentBatch | undefined): boolean {
  return items.length === limit || (batch !== undefined && batch.done < items.length);
}

/** Takes the job, or says that it is not to be sent, or another's. */
async function takeJob(tx: Tx, id: string, owner: string): Promise<JobRow | undefined> {
  // Times are the database's: processes may disagree.
  const [[job]] = await tx.query<(JobRow & { is_mine: number })[]>(
    `SELECT ${JOB_COLUMNS}, state = 'running' AND not_before <= NOW(3)
        AND (lease_owner IS NULL OR lease_owner = ? OR lease_until <= NOW(3)) AS is_mine
       FROM redrive_jobs WHERE id = ? FOR UPDATE`,
    [owner, id],
  );
  if (job?.is_mine !== 1) return undefined;
  await tx.query(
    `UPDATE redrive_jobs SET lease_owner = ?, lease_until = NOW(3) + INTERVAL ? SECOND,
        started_at = COALESCE(started_at, NOW(3)) WHERE id = ?`,
    [owner, LEASE_SECONDS, id],
  );
  return job;
}

interface ItemRow extends RowDataPacket {
  position: number;
  letter_id: number;
}

async function nextItems(tx: Tx, job: JobRow, limit: number): Promise<SendableItem[]> {
  const [rows] = await tx.query<ItemRow[]>(
    `SELECT position, letter_id FROM redrive_job_items FORCE INDEX (redrive_job_items_job_state)
      WHERE job_id = ? AND state = 'waiting' AND wave = ? ORDER BY position LIMIT ?`,
    [job.id, job.wave, limit],
  );
  return rows.map((row) => ({ position: row.position, letterId: row.letter_id }));
}

async function hasWaiting(tx: Tx, job: JobRow): Promise<boolean> {
  return (await nextItems(tx, job, 1)).length > 0;
}

async function markWaveSent(tx: Tx, job: JobRow): Promise<void> {
  if (job.wave_sent_at !== null) return;
  await tx.query('UPDATE redrive_jobs SET wave_sent_at = NOW(3) WHERE id = ?', [job.id]);
}

async function judge(tx: Tx, job: JobRow, owner: string, quietSeconds: number): Promise<Omit<JobStep, 'batch'>> {
  const waves = await countAfterDeadlines(tx, job);
  const all = addUp(waves.values());
  const ofWave = waveOf(waves, job.wave);
  const outcomes = all.sent === 0 ? undefined : all.succeeded + all.failed;
  if (all.waiting === 0) {
    return all.sent === 0 ? await complete(tx, job, owner, all) : { phase: 'waiting', outcomes };
  }
  if (ofWave.waiting > 0 && ofWave.sent > 0 && quietSeconds >= job.wave_deadline_seconds) {
    return await stop(tx, job, owner, describeStall(ofWave.sent, quietSeconds), all);
  }
  switch (judgeWave(ofWave, job.failure_threshold)) {
    case 'failed': {
      const reason = describeFailedWave(job.wave, ofWave, job.failure_threshold, await commonestReason(tx, job));
      return await stop(tx, job, owner, reason, all);
    }
    case 'passed':
      await beginNextWave(tx, job, waves);
      return { phase: 'sending', outcomes };
    case 'going_on':
      return { phase: ofWave.waiting > 0 ? 'sending' : 'waiting', outcomes };
  }
}

/** The items by wave and state, once those whose time is over are ended. */
async function countAfterDeadlines(tx: Tx, job: JobRow): Promise<ReadonlyMap<number, ItemCounts>> {
  const waves = await countOf(tx, job);
  const { waiting, sent } = waveOf(waves, job.wave);
  // A wave's deadline counts from its last send: what was sent before that has had more time.
  if (waiting === 0 && sent > 0 && (await isWaveOverdue(tx, job))) {
    return (await closeSilent(tx, job.id, 0)) > 0 ? await countOf(tx, job) : waves;
  }
  if (hasOlderOpen(waves, job.wave) && (await closeSilent(tx, job.id, job.wave_deadline_seconds)) > 0) {
    return await countOf(tx, job);
  }
  return waves;
}

async function countOf(tx: Tx, job: JobRow): Promise<ReadonlyMap<number, ItemCounts>> {
  return (await countItems(tx, [job.id])).get(job.id) ?? new Map();
}

function waveOf(waves: ReadonlyMap<number, ItemCounts>, wave: number): ItemCounts {
  return waves.get(wave) ?? noItems();
}

/** Left behind by a wave that was resumed past its failures. */
function hasOlderOpen(waves: ReadonlyMap<number, ItemCounts>, wave: number): boolean {
  return [...waves].some(([number, counts]) => number < wave && counts.sent > 0);
}

async function isWaveOverdue(tx: Tx, job: JobRow): Promise<boolean> {
  const [[row]] = await tx.query<RowDataPacket[]>(
    'SELECT wave_sent_at <= NOW(3) - INTERVAL ? SECOND AS is_overdue FROM redrive_jobs WHERE id = ?',
    [job.wave_deadline_seconds, job.id],
  );
  return row?.is_overdue === 1;
}

async function beginNextWave(tx: Tx, job: JobRow, waves: ReadonlyMap<number, ItemCounts>): Promise<void> {
  const next = [...waves]
    .filter(([, { waiting }]) => waiting > 0)
    .map(([wave]) => wave)
    .sort((a, b) => a - b)[0];
  await tx.query('UPDATE redrive_jobs SET wave = ?, wave_sent_at = NULL WHERE id = ?', [next ?? job.wave + 1, job.id]);
}

async function complete(tx: Tx, job: JobRow, owner: string, counts: ItemCounts): Promise<Omit<JobStep, 'batch'>> {
  await tx.query(
    `UPDATE redrive_jobs SET state = 'completed', finished_at = NOW(3), lease_owner = NULL, lease_until = NULL WHERE id = ?`,
    [job.id],
  );
  const isWhole = counts.succeeded === job.total;
  await appendAudit(tx, [
    {
      actor: owner,
      act: 'redrive.complete',
      targetType: 'job',
      targetId: job.id,
      outcome: isWhole ? 'done' : counts.succeeded > 0 ? 'partial' : 'failed',
      details: { counts },
    },
  ]);
  return { phase: 'ended', end: { state: 'completed', counts } };
}

async function stop(
  tx: Tx,
  job: JobRow,
  owner: string,
  reason: string,
  all: ItemCounts,
): Promise<Omit<JobStep, 'batch'>> {
  await tx.query(
    "UPDATE redrive_jobs SET state = 'stopped', stop_reason = ?, lease_owner = NULL, lease_until = NULL WHERE id = ?",
    [reason, job.id],
  );
  await appendAudit(tx, [
    {
      actor: owner,
      act: 'redrive.stop',
      targetType: 'job',
      targetId: job.id,
      reason,
      outcome: 'done',
      details: { wave: job.wave, counts: all },
    },
  ]);
  return { phase: 'ended', end: { state: 'stopped', counts: all } };
}

async function commonestReason(tx: Tx, job: JobRow): Promise<{ text: string; count: number } | undefined> {
  const [[row]] = await tx.query<RowDataPacket[]>(
    `SELECT reason_code, reason, COUNT(*) AS n FROM redrive_job_items FORCE INDEX (redrive_job_items_job_state)
      WHERE job_id = ? AND state IN ('failed', 'silent') AND wave = ? AND reason IS NOT NULL
      GROUP BY reason_code, reason ORDER BY n DESC, reason LIMIT 1`,
    [job.id, job.wave],
  );
  if (row === undefined) return undefined;
  const text = [row.reason_code, row.reason].filter((part) => part !== null).join(': ');
  return { text: text.replace(/[.!]$/u, ''), count: Number(row.n) };
}
