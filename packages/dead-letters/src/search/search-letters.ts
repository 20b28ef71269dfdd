import type { DeadLetter, DeadLetterList } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { LETTER_COLUMNS, type LetterRow, toDeadLetter } from './letter-row.ts';
import { narrowQuery, type QueryFilter } from './narrow-query.ts';
import type { Query } from './query.ts';
import { planSearch } from './search-plan.ts';
import { walkLetters } from './walk-letters.ts';

/** A search that takes longer answers with what it has found until then. */
const PAGE_BUDGET_MS = 120;

/** Which letters to look for, and how many at once. */
export interface LetterSearch extends QueryFilter {
  readonly query: Query;
  /** Only letters older than this one: `next_cursor` of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

/**
 * A page of letters, newest first. Where the time is over before the page is full it has what was found, `is_partial`, and
 * a cursor that goes on where the search stopped. Throws `DatabaseError`.
 */
export async function searchLetters(db: Database, search: LetterSearch): Promise<DeadLetterList> {
  const { before, limit } = search;
  const plan = planSearch(narrowQuery(search.query, search));
  return await db.withConnection(async (connection) => {
    const began = performance.now();
    let lastMs = 0;
    const found: DeadLetter[] = [];
    // One more than the page has says whether there is another.
    for await (const { rows, reached } of walkLetters<LetterRow>(connection, plan, LETTER_COLUMNS, {
      before,
      chunk: limit + 1,
    })) {
      found.push(...rows.map(toDeadLetter));
      if (found.length > limit) break;
      // Another step would take about as long as the last one.
      const ms = performance.now() - began;
      if (reached !== undefined && ms + (ms - lastMs) > PAGE_BUDGET_MS) {
        return { items: found, next_cursor: reached, is_partial: true };
      }
      lastMs = ms;
    }
    const items = found.slice(0, limit);
    return { items, next_cursor: found.length > limit ? (items.at(-1)?.id ?? null) : null, is_partial: false };
  });
}
