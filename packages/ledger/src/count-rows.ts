import type { PoolConnection, RowDataPacket } from '@ballast/database';
import { EMAIL_STATES, REQUEST_STATES } from './ledger-states.ts';
import type { LedgerName, LedgerState } from './record-ledger.ts';

/** How many rows are in each state, as their tables name it. */
export type RowCounts = Readonly<Record<LedgerName, ReadonlyMap<string, number>>>;

interface Source {
  readonly ledger: LedgerName;
  readonly table: string;
  /** Every state of the table, and what it is in the ledger. */
  readonly states: Readonly<Record<string, LedgerState>>;
}

const SOURCES: readonly Source[] = [
  { ledger: 'requests', table: 'prime_checks', states: REQUEST_STATES },
  { ledger: 'emails', table: 'email_deliveries', states: EMAIL_STATES },
];

/** Some 50 ms of work: between two chunks a count can be given up. */
const CHUNK = 100_000;

/**
 * Counts the rows by state, in chunks of the status index alone. `mayGoOn` is asked before each chunk and throws to end
 * the count. For one consistent number, call it in a snapshot.
 */
export async function countRows(connection: Pick<PoolConnection, 'query'>, mayGoOn: () => void): Promise<RowCounts> {
  const counts = { requests: new Map<string, number>(), emails: new Map<string, number>() };
  for (const { ledger, table, states } of SOURCES) {
    for (const status of Object.keys(states)) {
      counts[ledger].set(status, await countStatus(connection, { table, status }, mayGoOn));
    }
  }
  return counts;
}

async function countStatus(
  connection: Pick<PoolConnection, 'query'>,
  { table, status }: { table: string; status: string },
  mayGoOn: () => void,
): Promise<number> {
  const sql = `SELECT COUNT(*) AS count, MAX(id) AS last FROM
    (SELECT id FROM ${table} FORCE INDEX (${table}_status_id) WHERE status = ? AND id > ? ORDER BY id LIMIT ${CHUNK}) AS chunk`;
  for (let total = 0, after = ''; ; ) {
    mayGoOn();
    const [[row]] = await connection.query<RowDataPacket[]>(sql, [status, after]);
    const count = Number(row?.count);
    total += count;
    if (count < CHUNK) return total;
    after = row?.last;
  }
}

/** The rows' states, as the ledger counts them. */
export function toLedgerCounts(counts: RowCounts, ledger: LedgerName): ReadonlyMap<LedgerState, number> {
  const sums = new Map<LedgerState, number>();
  const states = SOURCES.find((source) => source.ledger === ledger)?.states ?? {};
  for (const [status, state] of Object.entries(states)) {
    sums.set(state, (sums.get(state) ?? 0) + (counts[ledger].get(status) ?? 0));
  }
  return sums;
}
