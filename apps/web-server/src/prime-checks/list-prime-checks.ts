import type { PRIME_CHECK_STATUSES, PrimeCheckList } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import { DELIVERY_JOIN, type PrimeCheckRow, ROW_COLUMNS, toPrimeCheck } from './prime-check-row.ts';

export interface PrimeCheckFilter {
  /** Whose; null for what belongs to nobody. */
  readonly owner: string | null;
  readonly status?: (typeof PRIME_CHECK_STATUSES)[number] | undefined;
  readonly isPrime?: boolean | undefined;
  /** Only requests for this very number. */
  readonly number?: string | undefined;
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
 * A page of one owner's requests, newest first. Ids are UUIDv7, so their order is the order of time and the key of the page;
 * each branch of the union reads one range of one index backwards and stops after a page, however many rows there are.
 */
export async function listPrimeChecks(db: Database, filter: PrimeCheckFilter): Promise<PrimeCheckList> {
  const branches = rangesOf(filter).map(({ index, conditions }) => {
    const all = filter.before === undefined ? conditions : [...conditions, { sql: 'id < ?', value: filter.before }];
    return {
      sql: `(SELECT id FROM prime_checks FORCE INDEX (${index}) WHERE ${all.map((one) => one.sql).join(' AND ')}
             ORDER BY id DESC LIMIT ?)`,
      values: [...all.map((one) => one.value), filter.limit + 1],
    };
  });
  if (branches.length === 0) return { items: [], next_cursor: null };
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
  readonly value: string | number | null | readonly string[];
}

interface Range {
  readonly index: string;
  readonly conditions: readonly Condition[];
}

function rangesOf({ owner, status, isPrime, number }: PrimeCheckFilter): Range[] {
  // `<=>` is `=` that also holds between NULLs.
  const own = { sql: 'user_id <=> ?', value: owner };
  if (number !== undefined) {
    // One number has one verdict, and seldom more than a few requests: what else is asked is looked up row by row.
    const more = conditionsOf(status, isPrime);
    const same = { sql: 'number = ?', value: number };
    return [{ index: 'prime_checks_user_id_number_id', conditions: [own, same, ...more] }];
  }
  if (isPrime !== undefined) {
    // Completed requests have a verdict, and no others.
    if (status !== undefined && status !== 'completed') return [];
    const verdict = { sql: 'is_prime = ?', value: isPrime ? 1 : 0 };
    return [{ index: 'prime_checks_user_id_is_prime_id', conditions: [own, verdict] }];
  }
  if (status === undefined) return [{ index: 'prime_checks_user_id_id', conditions: [own] }];
  return STORED_STATUSES[status].map((stored) => ({
    index: 'prime_checks_user_id_status_id',
    conditions: [own, { sql: 'status = ?', value: stored }],
  }));
}

function conditionsOf(status: PrimeCheckFilter['status'], isPrime: boolean | undefined): Condition[] {
  return [
    ...(status === undefined ? [] : [{ sql: 'status IN (?)', value: STORED_STATUSES[status] }]),
    ...(isPrime === undefined ? [] : [{ sql: 'is_prime = ?', value: isPrime ? 1 : 0 }]),
  ];
}
