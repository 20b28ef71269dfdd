import type { RedriveJob, RedriveJobDetail } from '@ballast/contracts/operators';
import type { Database, RowDataPacket } from '@ballast/database';
import type { Queryable } from '../queryable.ts';
import { countItems } from './item-counts.ts';
import { JOB_COLUMNS, type JobRow } from './job-row.ts';
import { toJobView } from './job-view.ts';

/** A page of jobs; `next_cursor` asks for the next one. */
export interface JobPage {
  readonly items: RedriveJob[];
  readonly next_cursor: string | null;
}

/** A page of jobs, newest first (ids grow with time), of one state where it is given. */
export async function listJobs(
  db: Database,
  page: { limit: number; cursor?: string | undefined; state?: RedriveJob['state'] | undefined },
): Promise<JobPage> {
  const { limit, cursor, state } = page;
  return await db.withConnection(async (connection) => {
    const conditions = [
      ...(state === undefined ? [] : [['state = ?', state] as const]),
      ...(cursor === undefined ? [] : [['id < ?', cursor] as const]),
    ];
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
    const [rows] = await connection.query<JobRow[]>(
      `SELECT ${JOB_COLUMNS} FROM redrive_jobs ${where} ORDER BY id DESC LIMIT ?`,
      [...conditions.map(([, value]) => value), limit + 1],
    );
    const items = await toViews(connection, rows.slice(0, limit));
    return { items, next_cursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  });
}

/** One job with a page of its items, in the order in which they are sent; refused ones come last. */
export async function readJob(
  db: Database,
  id: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<RedriveJobDetail | undefined> {
  return await db.withConnection(async (connection) => {
    const job = await readJobView(connection, id);
    if (job === undefined) return undefined;
    const [rows] = await connection.query<ItemRow[]>(
      `SELECT position, wave, letter_id, message_id, generation, state, reason_code, reason, sent_at, finished_at
         FROM redrive_job_items FORCE INDEX (PRIMARY) WHERE job_id = ? AND position > ? ORDER BY position LIMIT ?`,
      [id, Number(page.cursor ?? -1), page.limit + 1],
    );
    const items = rows.slice(0, page.limit).map((row) => toItemView(row, job.state));
    const last = items.at(-1)?.position;
    return { ...job, items, next_cursor: rows.length > page.limit && last !== undefined ? String(last) : null };
  });
}

/** One job as it is now, also inside of a transaction. */
export async function readJobView(connection: Queryable, id: string): Promise<RedriveJob | undefined> {
  const [rows] = await connection.query<JobRow[]>(`SELECT ${JOB_COLUMNS} FROM redrive_jobs WHERE id = ?`, [id]);
  return (await toViews(connection, rows))[0];
}

async function toViews(connection: Queryable, rows: readonly JobRow[]): Promise<RedriveJob[]> {
  const counts = await countItems(
    connection,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => toJobView(row, counts.get(row.id) ?? new Map()));
}

type ItemView = RedriveJobDetail['items'][number];

interface ItemRow extends RowDataPacket {
  position: number;
  wave: number;
  letter_id: number;
  message_id: string | null;
  generation: number;
  state: ItemView['state'];
  reason_code: string | null;
  reason: string | null;
  sent_at: Date | null;
  finished_at: Date | null;
}

function toItemView(row: ItemRow, jobState: RedriveJob['state']): ItemView {
  return {
    position: row.position,
    wave: row.wave,
    letter_id: String(row.letter_id),
    ...(row.message_id !== null && { message_id: row.message_id }),
    generation: row.generation,
    // never sent, although it may not be marked yet
    state: jobState === 'cancelled' && row.state === 'waiting' ? 'cancelled' : row.state,
    ...(row.reason_code !== null && { reason_code: row.reason_code }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.sent_at !== null && { sent_at: row.sent_at.toISOString() }),
    ...(row.finished_at !== null && { finished_at: row.finished_at.toISOString() }),
  };
}
