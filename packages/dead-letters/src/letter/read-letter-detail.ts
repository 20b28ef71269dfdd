import { type DeadLetter, type DeadLetterDetail, parseExactJson } from '@ballast/contracts/operators';
import type { Database, PoolConnection } from '@ballast/database';
import { LETTER_COLUMNS, type LetterRow, toDeadLetter } from '../search/letter-row.ts';
import { letterTimeline } from '../timeline/letter-timeline.ts';
import { readTimeline } from '../timeline/read-timeline.ts';

interface DetailRow extends LetterRow {
  payload_text: string | null;
  payload_raw: Buffer | null;
  headers_text: string | null;
  edited_payload: string | null;
  edited_by: string | null;
  error_stack: string | null;
  worker: string | null;
  first_failed_at: Date | null;
  last_failed_at: Date | null;
}

const DETAIL_COLUMNS = `${LETTER_COLUMNS}, CAST(m.payload AS CHAR) AS payload_text, m.payload_raw,
  CAST(m.headers AS CHAR) AS headers_text, m.edited_payload, m.edited_by, m.error_stack, m.worker, m.first_failed_at,
  m.last_failed_at`;
const MAX_OTHERS = 50;

/** What an own page in a tracing tool is called, with `{trace_id}` in it. */
export interface DetailOptions {
  readonly traceUrlTemplate?: string | undefined;
}

/**
 * A letter with all that is known of it and of its message. `reference` is the letter's id in digits, or its message's:
 * then the newest generation's letter is meant. `undefined` when there is none. Throws `DatabaseError`.
 */
export async function readLetterDetail(
  db: Database,
  reference: string,
  { traceUrlTemplate }: DetailOptions = {},
): Promise<DeadLetterDetail | undefined> {
  const found = await db.withConnection(async (connection) => {
    const row = await findLetter(connection, reference);
    return row && { row, others: await readOthers(connection, row) };
  });
  if (found === undefined) return undefined;
  const { row, others } = found;
  const timeline =
    row.original_message_id === null
      ? undefined
      : await readTimeline(db, row.original_message_id, row.original_subject);
  return {
    ...toDeadLetter(row),
    ...(row.payload_text !== null && { payload: parseExactJson(row.payload_raw?.toString() ?? row.payload_text) }),
    ...(row.payload_text === null && row.payload_raw !== null && { payload_raw: row.payload_raw.toString('base64') }),
    ...(row.edited_payload !== null && { edited_payload: row.edited_payload }),
    ...(row.edited_by !== null && { edited_by: row.edited_by }),
    ...(row.edited_at !== null && { edited_at: row.edited_at.toISOString() }),
    headers: row.headers_text === null ? {} : (JSON.parse(row.headers_text) as Record<string, string>),
    ...(row.error_stack !== null && { error_stack: row.error_stack }),
    ...(row.worker !== null && { worker: row.worker }),
    ...(row.first_failed_at !== null && { first_failed_at: row.first_failed_at.toISOString() }),
    ...(row.last_failed_at !== null && { last_failed_at: row.last_failed_at.toISOString() }),
    ...(row.trace_id !== null &&
      traceUrlTemplate !== undefined && { trace_url: traceUrlTemplate.replaceAll('{trace_id}', row.trace_id) }),
    timeline: timeline?.events ?? (await letterTimeline(db, row.id)),
    other_letters: others,
  };
}

async function findLetter(connection: PoolConnection, reference: string): Promise<DetailRow | undefined> {
  const where = /^\d{1,19}$/.test(reference)
    ? 'm.id = ?'
    : 'm.original_message_id = ? ORDER BY m.generation DESC, m.id DESC LIMIT 1';
  const [[row]] = await connection.query<DetailRow[]>(
    `SELECT ${DETAIL_COLUMNS} FROM dead_letter_messages AS m WHERE ${where}`,
    [reference],
  );
  return row;
}

async function readOthers(connection: PoolConnection, row: DetailRow): Promise<DeadLetter[]> {
  if (row.original_message_id === null) return [];
  const [rows] = await connection.query<LetterRow[]>(
    `SELECT ${LETTER_COLUMNS} FROM dead_letter_messages AS m
     WHERE m.original_message_id = ? AND m.original_subject = ? AND m.id <> ? ORDER BY m.id DESC LIMIT ?`,
    [row.original_message_id, row.original_subject, row.id, MAX_OTHERS],
  );
  return rows.map(toDeadLetter);
}
