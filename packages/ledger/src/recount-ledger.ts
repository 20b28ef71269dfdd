import { type Database, type ResultSetHeader, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { countRows, type RowCounts, toLedgerCounts } from './count-rows.ts';
import { readCounters } from './read-ledger.ts';
import { addToCounters, LEDGER_NAMES, LEDGER_STATES, type LedgerName, SHARDS } from './record-ledger.ts';
import { inSnapshot } from './snapshot.ts';
import { storeChecked } from './store-checked.ts';

export interface Recount {
  readonly counted: RowCounts;
  /** By how much the counters of each list were off, all states together: 0 when they told the truth. */
  readonly drift: Readonly<Record<LedgerName, number>>;
  /** Accepted once, and nowhere now. They stay missing in the balance until somebody looks. */
  readonly missing: Readonly<Record<LedgerName, number>>;
  /** The very first: rows that were there before anybody counted are no drift. */
  readonly isFirst: boolean;
  /** False when another instance corrected the same drift first. */
  readonly isCorrected: boolean;
}

type Difference = readonly [ledger: LedgerName, name: string, value: number];

const DEADLINE_MS = 60_000;
/** The counter of recounts: who corrects has seen its number in its snapshot, so one drift is corrected once. */
const RECOUNTS = ['requests', 'recounts', 0] as const;

/**
 * Counts the rows and the counters in one snapshot, and adds the difference to the counters: signed differences add up in
 * any order, so nobody has to stop writing. Of `accepted` only too little is corrected: what was accepted and has no row
 * any more is lost, and a correction would hide it. Throws `DatabaseError`, and `SnapshotTooOld` after `deadlineMs`.
 */
export async function recountLedger(
  db: Database,
  { deadlineMs = DEADLINE_MS, signal }: { readonly deadlineMs?: number; readonly signal?: AbortSignal } = {},
): Promise<Recount> {
  await db.withConnection((connection) =>
    connection.query('INSERT IGNORE INTO ledger_counters (ledger, name, shard, value) VALUES (?, ?, ?, 0)', [
      ...RECOUNTS,
    ]),
  );
  const { counted, counters } = await inSnapshot(
    db,
    async (connection, mayGoOn) => {
      const { counters } = await readCounters(connection);
      return { counters, counted: await countRows(connection, mayGoOn) };
    },
    { deadlineMs, signal },
  );
  const differences = LEDGER_NAMES.flatMap((ledger) => compare(ledger, counted, counters));
  const recounts = counters.get('requests.recounts') ?? 0;
  const isCorrected = await withTransaction(db, (tx) => correct(tx, differences, recounts));
  return {
    counted,
    isFirst: recounts === 0,
    isCorrected,
    drift: perLedger(differences, isDrift),
    missing: perLedger(differences, isMissing),
  };
}

/** What has to be added to each counter for it to say what the rows say. */
function compare(ledger: LedgerName, counted: RowCounts, counters: ReadonlyMap<string, number>): Difference[] {
  const rows = toLedgerCounts(counted, ledger);
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
  const difference = (name: string, count: number): Difference => [
    ledger,
    name,
    count - (counters.get(`${ledger}.${name}`) ?? 0),
  ];
  return [difference('accepted', all), ...LEDGER_STATES.map((state) => difference(state, rows.get(state) ?? 0))];
}

function isMissing([, name, value]: Difference): boolean {
  return name === 'accepted' && value < 0;
}

function isDrift(difference: Difference): boolean {
  return !isMissing(difference);
}

function perLedger(
  differences: readonly Difference[],
  which: (difference: Difference) => boolean,
): Record<LedgerName, number> {
  const sums = { requests: 0, emails: 0 };
  for (const one of differences.filter(which)) sums[one[0]] += Math.abs(one[2]);
  return sums;
}

async function correct(tx: Tx, differences: readonly Difference[], recounts: number): Promise<boolean> {
  const [{ affectedRows }] = await tx.query<ResultSetHeader>(
    `UPDATE ledger_counters SET value = value + 1, updated_at = CURRENT_TIMESTAMP(3)
     WHERE ledger = ? AND name = ? AND shard = ? AND value = ?`,
    [...RECOUNTS, recounts],
  );
  if (affectedRows === 0) return false;
  const rows = differences
    .filter((one) => one[2] !== 0 && isDrift(one))
    .map(([ledger, name, value]) => [ledger, name, tx.threadId % SHARDS, value] as const)
    .sort();
  if (rows.length > 0) await addToCounters(tx, rows);
  if (recounts > 0) await storeChecked(tx, 'drift', perLedger(differences, isDrift));
  return true;
}

/** How long ago the ledger was last recounted, by anybody; `undefined` when it never was. */
export async function lastRecountAgeMs(db: Database): Promise<number | undefined> {
  return await db.withConnection(async (connection) => {
    const [[row]] = await connection.query<RowDataPacket[]>(
      `SELECT TIMESTAMPDIFF(MICROSECOND, updated_at, CURRENT_TIMESTAMP(3)) AS age_us FROM ledger_counters
        WHERE ledger = ? AND name = ? AND shard = ? AND value > 0`,
      [...RECOUNTS],
    );
    return row === undefined ? undefined : Number(row.age_us) / 1_000;
  });
}
