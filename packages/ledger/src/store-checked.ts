import type { PoolConnection } from '@ballast/database';
import { LEDGER_NAMES, type LedgerName } from './record-ledger.ts';

/** What the background checks found: no sums of differences, but the last word. Their `updated_at` says when they looked. */
export type CheckedName = 'unaccounted' | 'drift';

export async function storeChecked(
  connection: Pick<PoolConnection, 'query'>,
  name: CheckedName,
  values: Readonly<Record<LedgerName, number>>,
): Promise<void> {
  await connection.query(
    `INSERT INTO ledger_counters (ledger, name, shard, value) VALUES ?
     ON DUPLICATE KEY UPDATE value = VALUES(value), updated_at = CURRENT_TIMESTAMP(3)`,
    [LEDGER_NAMES.toSorted().map((ledger) => [ledger, name, 0, values[ledger]])],
  );
}
