import { isDatabaseError, type Tx } from '@ballast/database';
import type { JudgedLetter, LetterFate } from './letter-fate.ts';
import type { LetterRow } from './letter-row.ts';

/** One statement stays well under MariaDB's default `max_allowed_packet` (16 MiB), with its bytes written in hex. */
const MAX_STATEMENT_BYTES = 4_194_304;
/** What a row takes besides its payload: headers, stack and texts at their longest. */
const ROW_BYTES = 64;

const INSERT = `INSERT INTO dead_letter_messages (letter_key, original_subject, original_message_id, payload, payload_raw,
  headers, error_message, error_stack, error_type, error_code, family, fingerprint, search_text, generation, attempts,
  retry_count, consumer, worker, trace_id, stream, stream_created, seq, original_created_at, first_failed_at,
  last_failed_at, status, resolution, resolved_by, resolved_at) VALUES `;
/** `resolved_at` is the server's time, as that of every other change is. */
const PLACEHOLDERS = (isOver: boolean) => `(${'?, '.repeat(28)}${isOver ? 'NOW(3)' : 'NULL'})`;

const END: Readonly<Record<LetterFate, { status: string; resolution: string | null; isOver: boolean }>> = {
  dead: { status: 'pending', resolution: null, isOver: false },
  kept: { status: 'pending', resolution: null, isOver: false },
  succeeded: { status: 'resolved', resolution: 'succeeded', isOver: true },
  superseded: { status: 'resolved', resolution: 'superseded', isOver: true },
  discarded: { status: 'discarded', resolution: null, isOver: true },
};

/**
 * Inserts letters in their order, many at once, and returns how many: all of them, or those before a statement in which
 * another process's letter turned out to have a key already.
 */
export async function insertLetters(tx: Tx, letters: readonly JudgedLetter[], by: string): Promise<number> {
  let inserted = 0;
  for (const statement of statements(letters)) {
    const count = await insertBisecting(tx, statement, by);
    inserted += count;
    if (count < statement.length) break;
  }
  return inserted;
}

/**
 * A server's idea of JSON is narrower than ours (depth, half surrogate pairs), and its error names no row: the letters are
 * halved until the refused one stands alone, and its payload is kept as bytes.
 */
async function insertBisecting(tx: Tx, letters: readonly JudgedLetter[], by: string): Promise<number> {
  try {
    await insert(tx, letters, by, (row) => row.payload);
    return letters.length;
  } catch (error) {
    if (isDatabaseError(error, 'duplicate')) return letters.length === 1 ? 0 : insertHalves(tx, letters, by);
    if (!isDatabaseError(error, 'refused_row')) throw error;
  }
  if (letters.length > 1) return insertHalves(tx, letters, by);
  try {
    await insert(tx, letters, by, () => null);
    return 1;
  } catch (error) {
    if (isDatabaseError(error, 'duplicate')) return 0;
    throw error;
  }
}

async function insertHalves(tx: Tx, letters: readonly JudgedLetter[], by: string): Promise<number> {
  const middle = Math.ceil(letters.length / 2);
  const first = await insertBisecting(tx, letters.slice(0, middle), by);
  if (first < middle) return first;
  return first + (await insertBisecting(tx, letters.slice(middle), by));
}

async function insert(
  tx: Tx,
  letters: readonly JudgedLetter[],
  by: string,
  payloadOf: (row: LetterRow) => string | null,
): Promise<void> {
  const tuples = letters.map(({ fate }) => PLACEHOLDERS(END[fate].isOver));
  const values = letters.flatMap((letter) => valuesOf(letter, by, payloadOf(letter.row)));
  await tx.query(INSERT + tuples.join(', '), values);
}

function valuesOf({ row, fate, key }: JudgedLetter, by: string, payload: string | null): unknown[] {
  const { status, resolution, isOver } = END[fate];
  return [
    key,
    row.subject,
    row.messageId,
    payload,
    payload === null || !row.isPayloadExact ? row.body : null,
    row.headers,
    row.errorMessage,
    row.errorStack,
    row.errorType,
    row.errorCode,
    row.family,
    row.fingerprint,
    Buffer.from(row.searchText),
    row.generation,
    row.attempts,
    row.generation,
    row.consumer,
    row.worker,
    row.traceId,
    row.stream,
    row.streamCreated,
    row.seq,
    row.originalCreatedAt,
    row.firstFailedAt,
    row.lastFailedAt,
    status,
    resolution,
    isOver ? by.slice(0, 255) : null,
  ];
}

function statements(letters: readonly JudgedLetter[]): JudgedLetter[][] {
  const all: JudgedLetter[][] = [];
  let bytes = 0;
  for (const letter of letters) {
    const { row } = letter;
    const texts = row.headers.length + row.errorMessage.length + (row.errorStack?.length ?? 0) + row.searchText.length;
    const bodies = row.payload !== null && !row.isPayloadExact ? 2 : 1;
    const size = ROW_BYTES + 2 * (bodies * row.body.length + texts);
    const current = all.at(-1);
    if (current === undefined || bytes + size > MAX_STATEMENT_BYTES) {
      all.push([letter]);
      bytes = size;
    } else {
      current.push(letter);
      bytes += size;
    }
  }
  return all;
}
