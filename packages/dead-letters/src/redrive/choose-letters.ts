import type { Database } from '@ballast/database';
import { ActError } from '../act-error.ts';
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
}

/**
 * Finds the letters of a selection: those named, in the order given; those that a search finds among the pending ones,
 * oldest first.
 *
 * @throws QueryError when the query is none; ActError `too_many` when it finds more than one act may take: half of what was asked
 * for, done in silence, would be taken for all of it.
 */
export async function chooseLetters(db: Database, selection: Selection, most = MAX_SELECTED): Promise<ChosenLetters> {
  if ('query' in selection) {
    const found = await matchingLetterIds(db, parseQuery(selection.query), most + 1, { status: 'pending' });
    if (found.length > most) {
      throw new ActError(
        'too_many',
        `The search finds more than ${most.toLocaleString('en')} letters, and one act takes that many at most: nothing was ` +
          'done. Do it in parts, by time (age:<1h, before:2026-01-31) or group by group.',
      );
    }
    return { ...chosenById(found.toSorted((a, b) => a - b)), isNamed: false };
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
  };
}

/** Letters chosen by who knows their ids. */
export function chosenById(ids: readonly number[]): ChosenLetters {
  return { letters: ids.map((id) => ({ reference: String(id), id })), unknown: [], isNamed: true };
}
