import { createHash } from 'node:crypto';
import type { RowDataPacket, Tx } from '@ballast/database';
import type { LetterRow } from './letter-row.ts';

interface KeyRow extends RowDataPacket {
  letter_key: string;
  original_subject: string;
  status: string;
}

/** Where a letter is stored, or is to be. */
export interface LetterPlace {
  readonly key: string;
  /** The status it is stored with; `undefined` while it is not. */
  readonly status: string | undefined;
}

/**
 * Finds the keys of letters. An id is only unique within its subject, but the first letter of an id and generation is
 * stored under `dlq:<id>:r<generation>`, whatever its subject, as it has always been: so versions of this code that do not
 * know of subjects agree with this one on every letter, and none is stored twice while both run. A letter of another
 * subject that finds this key taken is stored under `dlq:<id>:r<generation>:<hash of the subject>`.
 *
 * Of two processes that store at the same time, the unique key lets one through; the other one looks anew.
 */
export async function placeLetters(tx: Tx, rows: readonly LetterRow[]): Promise<ReadonlyMap<LetterRow, LetterPlace>> {
  const places = new Map<LetterRow, LetterPlace>();
  if (rows.length === 0) return places;
  const [stored] = await tx.query<KeyRow[]>(
    'SELECT letter_key, original_subject, status FROM dead_letter_messages WHERE letter_key IN (?)',
    [rows.flatMap((row) => [row.key, keyWithSubject(row)])],
  );
  const byKey = new Map(stored.map((one) => [one.letter_key, one]));
  for (const row of rows) {
    const key = keyWithSubject(row);
    const plain = byKey.get(row.key);
    const own = byKey.get(key) ?? (plain?.original_subject === row.subject ? plain : undefined);
    const free = plain === undefined ? row.key : key;
    places.set(row, { key: own?.letter_key ?? free, status: own?.status });
  }
  return places;
}

/** The end is hex, which no key without a subject ends with. Half the hash keeps it within its column. */
function keyWithSubject({ key, subject }: LetterRow): string {
  return `${key.slice(0, 297)}:${createHash('sha256').update(subject).digest('hex').slice(0, 32)}`;
}
