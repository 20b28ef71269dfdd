import type { DeadLetter, DeadLetterList } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { LETTER_COLUMNS, type LetterRow, toDeadLetter } from './letter-row.ts';
import type { Query } from './query.ts';

export interface LetterSearch {
  readonly query: Query;
  readonly status?: DeadLetter['status'] | undefined;
  readonly subject?: string | undefined;
  readonly type?: DeadLetter['error_type'] | undefined;
  /** A group's fingerprint. */
  readonly group?: string | undefined;
  /** Only letters older than this one: `next_cursor` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/** A page of letters, newest first. */
export async function searchLetters(db: Database, search: LetterSearch): Promise<DeadLetterList> {
  const conditions = [
    ['m.status = ?', search.status],
    ['m.original_subject = ?', search.subject],
    ['m.error_type = ?', search.type],
    ['m.fingerprint = ?', search.group],
    ['m.id < ?', search.before],
  ].filter(([, value]) => value !== undefined);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(([sql]) => sql).join(' AND ')}`;
  const [rows] = await db.withConnection((connection) =>
    connection.query<LetterRow[]>(
      `SELECT ${LETTER_COLUMNS} FROM dead_letter_messages AS m ${where} ORDER BY m.id DESC LIMIT ?`,
      [...conditions.map(([, value]) => value), search.limit + 1],
    ),
  );
  const items = rows.slice(0, search.limit).map(toDeadLetter);
  return { items, next_cursor: rows.length > search.limit ? (items.at(-1)?.id ?? null) : null, is_partial: false };
}
