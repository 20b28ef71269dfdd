import type { LetterCount } from '@ballast/contracts/operators';
import type { Database, RowDataPacket } from '@ballast/database';
import { narrowQuery, type QueryFilter } from './narrow-query.ts';
import type { Query } from './query.ts';
import { planSearch } from './search-plan.ts';
import { walkLetters } from './walk-letters.ts';

/** About 100,000 letters that have to be read. */
const BUDGET_MS = 1_000;
const CHUNK = 2_000;

interface IdRow extends RowDataPacket {
  id: number;
}

/** How many letters a query finds now; after a second of counting at least how many. Throws `DatabaseError`. */
export async function countMatching(db: Database, query: Query, filter: QueryFilter = {}): Promise<LetterCount> {
  const plan = planSearch(narrowQuery(query, filter));
  return await db.withConnection(async (connection) => {
    const began = performance.now();
    let count = 0;
    const steps = walkLetters<IdRow>(connection, plan, 'm.id', { before: undefined, chunk: CHUNK });
    for await (const { rows, reached } of steps) {
      count += rows.length;
      if (reached !== undefined && performance.now() - began > BUDGET_MS) return { count, is_partial: true };
    }
    return { count, is_partial: false };
  });
}
