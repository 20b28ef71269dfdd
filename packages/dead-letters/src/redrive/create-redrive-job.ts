import { appendAudit } from '@ballast/audit';
import { type Database, type Tx, withTransaction } from '@ballast/database';
import { v7 as uuidv7 } from 'uuid';
import { chunks } from '../chunks.ts';
import { messageIdOf } from '../nameless-letter.ts';
import { type ChosenLetters, chooseLetters } from './choose-letters.ts';
import { type JudgedSelection, judgeSelection, type RefusedReference, toRefusal } from './judge-selection.ts';
import type { LetterFacts } from './letter-facts.ts';
import { readJobView } from './read-jobs.ts';
import { CANARY_WAVES, type CreatedJob, type RedriveRequest } from './redrive-request.ts';
import { assignWaves, NO_WAVE } from './waves.ts';

/** A job of 100,000 letters takes some seconds. */
const DEADLINE_MS = 120_000;
const CHUNK = 1_000;
/** As many refusals as a person reads; the rest is with the job. */
const AUDITED_EXAMPLES = 20;

const DEFAULTS = { ratePerSecond: 10, delaySeconds: 0, failureThreshold: 0.2, waveDeadlineSeconds: 60 };

/**
 * Makes a job of the letters that may be redriven, their list frozen as it is now: what a search finds later is not in it.
 * Each refusal is said at once, and kept with the job as a refused item. Job, items and audit are one transaction; a
 * runner sends the items afterwards. When everything is refused there is no job, and the audit says so.
 *
 * @throws QueryError when the selection's query is none.
 */
export async function createRedriveJob(db: Database, request: RedriveRequest): Promise<CreatedJob> {
  const chosen = await chooseLetters(db, request.selection);
  return await withTransaction(db, (tx) => createJobOf(tx, chosen, request), { deadlineMs: DEADLINE_MS });
}

/** The same in the caller's transaction, whose last act it is, since it ends with the audit. */
export async function createJobOf(tx: Tx, chosen: ChosenLetters, request: RedriveRequest): Promise<CreatedJob> {
  const force = request.force ?? false;
  const judged = await judgeSelection(tx, chosen, { force, lock: chosen.isNamed });
  const { letters, accepted, refused } = judged;
  if (letters.length === 0) {
    await auditRefusal(tx, request, refused);
    return { job: undefined, accepted, refused: refused.map(toRefusal) };
  }
  const id = uuidv7();
  await insertJob(tx, id, judged, request);
  await insertItems(tx, id, judged, request.waves ?? CANARY_WAVES);
  const job = await readJobView(tx, id);
  await auditCreation(tx, id, judged, request);
  return { job, accepted, refused: refused.map(toRefusal) };
}

async function insertJob(
  tx: Tx,
  id: string,
  { letters, refused }: JudgedSelection,
  request: RedriveRequest,
): Promise<void> {
  const settings = { ...DEFAULTS, ...definedOf(request) };
  await tx.query(
    `INSERT INTO redrive_jobs (id, operator, reason, rule, selection, rate_per_second, not_before, waves,
       failure_threshold, wave_deadline_seconds, \`force\`, total)
     VALUES (?, ?, ?, ?, ?, ?, NOW(3) + INTERVAL ? MICROSECOND, ?, ?, ?, ?, ?)`,
    [
      id,
      request.operator.slice(0, 255),
      request.reason,
      request.rule ?? null,
      JSON.stringify(describeSelection(request)),
      settings.ratePerSecond,
      Math.round(settings.delaySeconds * 1_000_000),
      JSON.stringify(request.waves ?? CANARY_WAVES),
      settings.failureThreshold,
      settings.waveDeadlineSeconds,
      request.force ?? false,
      letters.length + refused.length,
    ],
  );
}

/** Ids are kept up to a number that a person reads; all of them are in the items. */
function describeSelection({ selection }: RedriveRequest): Record<string, unknown> {
  if ('query' in selection) return { query: selection.query };
  return { ids: selection.ids.slice(0, AUDITED_EXAMPLES), count: selection.ids.length };
}

function definedOf(request: RedriveRequest): Partial<typeof DEFAULTS> {
  const { ratePerSecond, delaySeconds, failureThreshold, waveDeadlineSeconds } = request;
  return {
    ...(ratePerSecond !== undefined && { ratePerSecond }),
    ...(delaySeconds !== undefined && { delaySeconds }),
    ...(failureThreshold !== undefined && { failureThreshold }),
    ...(waveDeadlineSeconds !== undefined && { waveDeadlineSeconds }),
  };
}

/** What is to be sent comes first, in its order; then what was refused. */
async function insertItems(
  tx: Tx,
  jobId: string,
  { letters, refused }: JudgedSelection,
  waves: readonly number[],
): Promise<void> {
  const waveOf = assignWaves(letters.length, waves);
  const rows = [
    ...letters.map((letter, position) => waitingRow(jobId, position, waveOf[position] ?? 0, letter)),
    ...refused.map((refusal, i) => refusedRow(jobId, letters.length + i, refusal)),
  ];
  for (const some of chunks(rows, CHUNK)) {
    await tx.query(
      `INSERT INTO redrive_job_items (job_id, position, wave, letter_id, generation, message_id, state, reason_code, reason,
         finished_at) VALUES ?`,
      [some],
    );
  }
}

type ItemRow = readonly (string | number | Date | null)[];

function waitingRow(jobId: string, position: number, wave: number, letter: LetterFacts): ItemRow {
  return [jobId, position, wave, letter.id, letter.generation, messageIdOf(letter), 'waiting', null, null, null];
}

function refusedRow(jobId: string, position: number, { reference, letter, code, reason }: RefusedReference): ItemRow {
  const messageId = letter === undefined ? asciiOf(reference) : messageIdOf(letter);
  const [letterId, generation] = [letter?.id ?? 0, letter?.generation ?? 0];
  return [jobId, position, NO_WAVE, letterId, generation, messageId, 'refused', code, cut(reason), new Date()];
}

/** What names nothing may be anything. */
function asciiOf(reference: string): string {
  return reference.replace(/[^\x20-\x7e]/gu, '?').slice(0, 100);
}

function cut(reason: string): string {
  return reason.slice(0, 500);
}

async function auditCreation(
  tx: Tx,
  id: string,
  { letters, refused }: JudgedSelection,
  request: RedriveRequest,
): Promise<void> {
  await appendAudit(tx, [
    {
      actor: request.operator,
      act: 'redrive.create',
      targetType: 'job',
      targetId: id,
      reason: request.reason,
      outcome: refused.length === 0 ? 'done' : 'partial',
      details: {
        selection: describeSelection(request),
        letters: letters.length,
        force: request.force ?? false,
        waves: request.waves ?? CANARY_WAVES,
        settings: { ...DEFAULTS, ...definedOf(request) },
        ...describeRefusals(refused),
      },
    },
  ]);
}

async function auditRefusal(tx: Tx, request: RedriveRequest, refused: readonly RefusedReference[]): Promise<void> {
  const only = refused.length === 1 ? refused[0]?.reference : undefined;
  await appendAudit(tx, [
    {
      actor: request.operator,
      act: 'redrive.create',
      targetType: only === undefined ? 'job' : 'letter',
      targetId: only ?? 'none',
      reason: request.reason,
      outcome: 'refused',
      details: { selection: { ...request.selection, ids: undefined }, ...describeRefusals(refused) },
    },
  ]);
}

function describeRefusals(refused: readonly RefusedReference[]): Record<string, unknown> {
  if (refused.length === 0) return {};
  const examples = refused.slice(0, AUDITED_EXAMPLES).map(({ reference, code }) => ({ id: reference, code }));
  return { refused: refused.length, refusals: examples };
}
