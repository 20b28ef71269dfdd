import type { Database } from '@ballast/database';
import { matchingLetterIds } from '../search/matching-letter-ids.ts';
import { parseQuery } from '../search/parse-query.ts';
import { MAX_SELECTED, type Selection } from './redrive-request.ts';
import { resolveLetters } from './resolve-letters.ts';

/** What a selection means at this moment. */
export interface ChosenLetters {
  /** Each reference with its letter; a letter may be named twice. */
  readonly letters: readonly { readonly reference: string; readonly id: number }[];
  /** References that name nothing. */
  readonly unknown: readonly string[];
  /** Whether each was named; if not, a search found them. */
  readonly isNamed: boolean;
  /** Whether the search found more than one act may take. */
  readonly isCut: boolean;
}

/**
 * Finds the letters of a selection: those named, in the order given; those that a search finds among the pending ones,
 * oldest first; of more than MAX_SELECTED the newest that many.
 *
 * @throws QueryError when the query is none.
 */
export async function chooseLetters(db: Database, selection: Selection): Promise<ChosenLetters> {
  if ('query' in selection) {
    const found = await matchingLetterIds(db, parseQuery(selection.query), MAX_SELECTED + 1, { status: 'pending' });
    const ids = found.slice(0, MAX_SELECTED).toSorted((a, b) => a - b);
    return { ...chosenById(ids), isNamed: false, isCut: found.length > MAX_SELECTED };
  }
  const references = [...new Set(selection.ids)];
  const found = await db.withConnection((connection) => resolveLetters(connection, references));
  return {
    letters: references.flatMap((reference) => {
      const id = found.get(reference);
      return id === undefined ? [] : [{ reference, id }];
    }),
    unknown: references.filter((reference) => !found.has(reference)),
    isNamed: true,
    isCut: false,
  };
}

/** Letters chosen by who knows their ids. */
export function chosenById(ids: readonly number[]): ChosenLetters {
  return { letters: ids.map((id) => ({ reference: String(id), id })), unknown: [], isNamed: true, isCut: false };
}
