import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { LedgerName } from '../record-ledger.ts';

/** A request or mail that has not reached its end. */
export interface OpenRow {
  readonly ledger: LedgerName;
  readonly id: string;
  readonly generation: number;
  readonly enqueue: number;
  readonly createdAt: Date;
  /** Since it last changed, by the database's clock. */
  readonly quietMs: number;
  /** Somebody is sending this mail at the moment. */
  readonly isLeased: boolean;
}

/** The lists of what is open, each in an index of its own. */
export const OPEN_LISTS = ['requests.processing', 'emails.pending', 'emails.sending'] as const;
export type OpenList = (typeof OPEN_LISTS)[number];

const QUIET = 'TIMESTAMPDIFF(MICROSECOND, updated_at, CURRENT_TIMESTAMP(3)) AS quiet_us';

const SQL: Readonly<Record<OpenList, string>> = {
  'requests.processing': `SELECT id, generation, enqueue_count, created_at, ${QUIET}, 0 AS is_leased
    FROM prime_checks FORCE INDEX (prime_checks_status_id)
    WHERE status = 'processing' AND id > ? ORDER BY id LIMIT ?`,
  'emails.pending': `SELECT id, generation, enqueue_count, created_at, ${QUIET}, 0 AS is_leased
    FROM email_deliveries FORCE INDEX (email_deliveries_status_id)
    WHERE status = 'pending' AND id > ? ORDER BY id LIMIT ?`,
  'emails.sending': `SELECT id, generation, enqueue_count, created_at, ${QUIET}, lease_until > CURRENT_TIMESTAMP(3) AS is_leased
    FROM email_deliveries FORCE INDEX (email_deliveries_status_id)
    WHERE status = 'sending' AND id > ? ORDER BY id LIMIT ?`,
};

/** The next page of a list, by id. The end is reached when it is shorter than `limit`. */
export async function readOpenRows(
  connection: Pick<PoolConnection, 'query'>,
  list: OpenList,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<OpenRow[]> {
  const [rows] = await connection.query<RowDataPacket[]>(SQL[list], [after, limit]);
  return rows.map((row) => ({
    ledger: list.startsWith('requests') ? 'requests' : 'emails',
    id: row.id,
    generation: row.generation,
    enqueue: row.enqueue_count,
    createdAt: row.created_at,
    quietMs: Number(row.quiet_us) / 1_000,
    isLeased: Number(row.is_leased) === 1,
  }));
}

const STILL_OPEN: Readonly<Record<LedgerName, string>> = {
  requests: `SELECT id, generation, enqueue_count FROM prime_checks FORCE INDEX (PRIMARY)
    WHERE id IN (?) AND status = 'processing'`,
  emails: `SELECT id, generation, enqueue_count FROM email_deliveries FORCE INDEX (PRIMARY)
    WHERE id IN (?) AND status IN ('pending', 'sending')`,
};

/** Those of the rows, all of one ledger, that are as they were: neither closed nor enqueued again since. */
export async function stillOpen<One extends { readonly row: OpenRow }>(
  connection: Pick<PoolConnection, 'query'>,
  ledger: LedgerName,
  seen: readonly One[],
): Promise<One[]> {
  if (seen.length === 0) return [];
  const [rows] = await connection.query<RowDataPacket[]>(STILL_OPEN[ledger], [seen.map(({ row }) => row.id)]);
  const now = new Map(rows.map((row) => [row.id as string, row]));
  return seen.filter(({ row }) => {
    const found = now.get(row.id);
    return found !== undefined && found.generation === row.generation && found.enqueue_count === row.enqueue;
  });
}
