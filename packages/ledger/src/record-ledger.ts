import type { Tx } from '@ballast/database';

export const LEDGER_NAMES = ['requests', 'emails'] as const;
export type LedgerName = (typeof LEDGER_NAMES)[number];

/** Where something accepted is. Mails: pending and sending are `processing`; sent, suppressed and expired `completed`. */
export const LEDGER_STATES = ['processing', 'completed', 'dead', 'discarded'] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

export interface LedgerChange {
  readonly ledger: LedgerName;
  /** The state before; absent for what is newly accepted. */
  readonly from?: LedgerState | undefined;
  readonly to: LedgerState;
  readonly count: number;
}

/** So many rows share one counter. A counter's row is locked until its transaction is committed. */
export const SHARDS = 64;

/**
 * Counts changes of state, in the transaction that makes them: last but for the audit, since it locks counters. One
 * statement, however many changes; none when nothing changes. The shard is the connection's, on which there is one
 * transaction at a time: transactions do not wait for each other, and a second call in one meets its own locks.
 */
export async function recordLedger(tx: Tx, changes: readonly LedgerChange[]): Promise<void> {
  const rows = differences(changes);
  if (rows.length === 0) return;
  await addToCounters(
    tx,
    rows.map(([ledger, name, value]) => [ledger, name, tx.threadId % SHARDS, value]),
  );
}

/** Adds signed differences. `VALUES()` and not an alias: MariaDB knows no alias. */
export async function addToCounters(
  tx: Tx,
  rows: readonly (readonly [ledger: LedgerName, name: string, shard: number, value: number])[],
): Promise<void> {
  await tx.query(
    `INSERT INTO ledger_counters (ledger, name, shard, value) VALUES ?
     ON DUPLICATE KEY UPDATE value = value + VALUES(value)`,
    [rows],
  );
}

/** The sum for each counter, in the one order in which everybody locks them. */
function differences(changes: readonly LedgerChange[]): [LedgerName, string, number][] {
  const sums = new Map<string, [LedgerName, string, number]>();
  const add = (ledger: LedgerName, name: string, value: number) => {
    const sum = sums.get(`${ledger}/${name}`);
    if (sum === undefined) sums.set(`${ledger}/${name}`, [ledger, name, value]);
    else sum[2] += value;
  };
  for (const { ledger, from, to, count } of changes) {
    add(ledger, from ?? 'accepted', from === undefined ? count : -count);
    add(ledger, to, count);
  }
  return [...sums.entries()]
    .filter(([, [, , value]]) => value !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => sum);
}
