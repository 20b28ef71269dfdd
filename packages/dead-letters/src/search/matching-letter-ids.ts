import type { Database, RowDataPacket } from '@ballast/database';
import { narrowQuery, type QueryFilter } from './narrow-query.ts';
import type { Query } from './query.ts';
import { planSearch } from './search-plan.ts';
import { walkLetters } from './walk-letters.ts';

const DEADLINE_MS = 60_000;

interface IdRow extends RowDataPacket {
  id: number;
}

/**
 * The ids of all letters that a query finds now, newest first, at most `limit`. It takes its time: about a second for
 * 100,000 letters that have to be read. Throws `DatabaseError`.
 */
export async function matchingLetterIds(
  db: Database,
  query: Query,
  limit: number,
  filter: QueryFilter = {},
): Promise<number[]> {
  const plan = planSearch(narrowQuery(query, filter));
  return await db.withConnection(
    async (connection) => {
      const ids: number[] = [];
      for await (const { rows } of walkLetters<IdRow>(connection, plan, 'm.id', { before: undefined, chunk: limit })) {
        for (const { id } of rows) ids.push(id);
        if (ids.length >= limit) break;
      }
      return ids.slice(0, limit);
    },
    { deadlineMs: DEADLINE_MS },
  );
}
