import type { RowDataPacket } from '@ballast/database';
import { chunks } from '../chunks.ts';
import type { Queryable } from '../queryable.ts';

/** A reference that can be one at all: ids are ASCII, and longer ones are stored nowhere. */
const REFERENCE = /^[\x21-\x7e]{1,100}$/;
const LETTER_ID = /^[1-9][0-9]{0,15}$/;
const CHUNK = 1_000;

interface NamedLetter extends RowDataPacket {
  id: number;
  original_message_id: string | null;
  original_subject: string;
}

/**
 * Finds the letters that references name: a letter's own id in digits, or a message's id, which means its letter of the
 * newest generation. What is in no letter is missing from the answer, and so is an id that messages of several subjects
 * have: which of them is meant cannot be told.
 */
export async function resolveLetters(
  connection: Queryable,
  references: readonly string[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const possible = [...new Set(references)].filter((reference) => REFERENCE.test(reference));
  for (const some of chunks(possible.filter(isLetterId), CHUNK)) {
    const [rows] = await connection.query<NamedLetter[]>('SELECT id FROM dead_letter_messages WHERE id IN (?)', [
      some.map(Number),
    ]);
    for (const { id } of rows) found.set(String(id), id);
  }
  for (const some of chunks(
    possible.filter((reference) => !found.has(reference)),
    CHUNK,
  )) {
    const [rows] = await connection.query<NamedLetter[]>(
      `SELECT id, original_message_id, original_subject FROM dead_letter_messages WHERE original_message_id IN (?)
        ORDER BY generation, id`,
      [some],
    );
    const subjects = new Map<string, string>();
    const ambiguous = new Set<string>();
    for (const { id, original_message_id: messageId, original_subject: subject } of rows) {
      if (messageId === null) continue;
      // the newest comes last, and stays
      found.set(messageId, id);
      if ((subjects.get(messageId) ?? subject) !== subject) ambiguous.add(messageId);
      subjects.set(messageId, subject);
    }
    for (const messageId of ambiguous) found.delete(messageId);
  }
  return found;
}

function isLetterId(reference: string): boolean {
  return LETTER_ID.test(reference) && Number.isSafeInteger(Number(reference));
}
