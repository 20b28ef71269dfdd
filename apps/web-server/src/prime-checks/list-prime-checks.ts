import type { PRIME_CHECK_STATUSES, PrimeCheckList } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import { DELIVERY_JOIN, type PrimeCheckRow, ROW_COLUMNS, toPrimeCheck } from './prime-check-row.ts';

export interface PrimeCheckFilter {
  readonly status?: (typeof PRIME_CHECK_STATUSES)[number] | undefined;
  readonly isPrime?: boolean | undefined;
  /** Only what is older than this id: the last of the page before. */
  readonly before?: string | undefined;
  readonly limit: number;
}

const STORED_STATUSES = {
  processing: ['processing'],
  completed: ['completed'],
  failed: ['dead', 'discarded'],
} as const;

/**
 * A page of requests, newest first. Ids are UUIDv7, so their order is the order of time and the key of the page; each
 * branch of the union reads one index backwards and stops after a page, however many rows there are.
 */
export async function listPrimeChecks(db: Database, filter: PrimeCheckFilter): Promise<PrimeCheckList> {
  const branches = branchConditions(filter).map((conditions) => {
    if (filter.before !== undefined) conditions.push({ sql: 'id < ?', value: filter.before });
    const where = conditions.length === 0 ? '' : `WHERE ${conditions.map((one) => one.sql).join(' AND ')}`;
    return {
      sql: `(SELECT id FROM prime_checks ${where} ORDER BY id DESC LIMIT ?)`,
      values: [...conditions.map((one) => one.value), filter.limit + 1],
    };
  });
  const [rows] = await db.withConnection((connection) =>
    connection.query<PrimeCheckRow[]>(
      `SELECT ${ROW_COLUMNS}
     FROM (${branches.map((branch) => branch.sql).join(' UNION ALL ')}) AS page
     JOIN prime_checks AS c ON c.id = page.id ${DELIVERY_JOIN}
     ORDER BY c.id DESC LIMIT ?`,
      [...branches.flatMap((branch) => branch.values), filter.limit + 1],
    ),
  );
  const items = rows.slice(0, filter.limit);
  return {
    items: items.map(toPrimeCheck),
    next_cursor: rows.length > filter.limit ? (items.at(-1)?.id ?? null) : null,
  };
}

interface Condition {
  readonly sql: string;
  readonly value: string | number;
}

function branchConditions(filter: PrimeCheckFilter): Condition[][] {
  const verdict: Condition[] =
    filter.isPrime === undefined ? [] : [{ sql: 'is_prime = ?', value: filter.isPrime ? 1 : 0 }];
  if (filter.status === undefined) return [verdict];
  return STORED_STATUSES[filter.status].map((status) => [{ sql: 'status = ?', value: status }, ...verdict]);
}
