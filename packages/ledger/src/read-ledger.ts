import type { Ledger } from '@ballast/contracts/operators';
import type { Database, PoolConnection, RowDataPacket } from '@ballast/database';
import { LEDGER_NAMES, type LedgerName } from './record-ledger.ts';

/** The oldest that is open, by the order of ids, which grow with time: the first entry of the status index. */
const OLDEST_OPEN: Readonly<Record<LedgerName, string>> = {
  requests: `SELECT created_at FROM prime_checks FORCE INDEX (prime_checks_status_id)
    WHERE status = 'processing' ORDER BY id LIMIT 1`,
  emails: `(SELECT created_at FROM email_deliveries FORCE INDEX (email_deliveries_status_id)
      WHERE status = 'pending' ORDER BY id LIMIT 1)
    UNION ALL (SELECT created_at FROM email_deliveries FORCE INDEX (email_deliveries_status_id)
      WHERE status = 'sending' ORDER BY id LIMIT 1)`,
};

type Account = Ledger['emails'];
type Counters = ReadonlyMap<string, number>;

/**
 * How many were accepted and where they are, from the counters that the transactions keep: some hundred rows and one
 * index entry for each list, however many requests there are. What nothing will move (`unaccounted`) is what the
 * reconciler found when it last looked, at `checked_at`. Throws `DatabaseError`.
 */
export async function readLedger(db: Database): Promise<Ledger> {
  return await db.withConnection(async (connection) => {
    const { counters, checkedAt } = await readCounters(connection);
    const now = Date.now();
    const [requests, emails] = [
      toAccount('requests', counters, await oldestAgeSeconds(connection, 'requests', now)),
      toAccount('emails', counters, await oldestAgeSeconds(connection, 'emails', now)),
    ];
    return { ...requests, emails, ...(checkedAt !== undefined && { checked_at: checkedAt.toISOString() }) };
  });
}

/** The sums of all counters, by `<ledger>.<name>`. */
export async function readCounters(
  connection: Pick<PoolConnection, 'query'>,
): Promise<{ counters: Counters; checkedAt: Date | undefined }> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT ledger, name, SUM(value) AS value, MAX(updated_at) AS updated_at
     FROM ledger_counters GROUP BY ledger, name`,
  );
  const checks = rows.filter((row) => row.name === 'unaccounted').map((row) => (row.updated_at as Date).getTime());
  return {
    counters: new Map(rows.map((row) => [`${row.ledger}.${row.name}`, Number(row.value)])),
    // Both are checked together: the older of the two is what is sure.
    checkedAt: checks.length < LEDGER_NAMES.length ? undefined : new Date(Math.min(...checks)),
  };
}

async function oldestAgeSeconds(
  connection: Pick<PoolConnection, 'query'>,
  ledger: LedgerName,
  now: number,
): Promise<number> {
  const [rows] = await connection.query<RowDataPacket[]>(OLDEST_OPEN[ledger]);
  const ages = rows.map((row) => (now - (row.created_at as Date).getTime()) / 1_000);
  return Math.max(0, ...ages);
}

function toAccount(ledger: LedgerName, counters: Counters, oldest: number): Account {
  const of = (name: string) => counters.get(`${ledger}.${name}`) ?? 0;
  const [accepted, completed, dead, discarded] = [of('accepted'), of('completed'), of('dead'), of('discarded')];
  const processing = of('processing');
  // What the reconciler saw open may be closed by now.
  const unaccounted = Math.max(0, Math.min(of('unaccounted'), processing));
  const states = [completed, dead, discarded, processing];
  return {
    accepted,
    completed,
    dead_lettered: dead,
    discarded,
    in_flight: processing - unaccounted,
    unaccounted,
    oldest_in_flight_seconds: processing > 0 ? oldest : 0,
    balanced:
      accepted === states.reduce((sum, count) => sum + count, 0) && unaccounted === 0 && Math.min(...states) >= 0,
  };
}
