import type { OutboxRow } from '@ballast/outbox';

const FIRST_MS = 1_000;
const LONGEST_MS = 300_000;

/**
 * How long a row that was refused for the last time stays out of sight while it is buried. If burying fails, or the
 * process dies before it, the row comes due again, is refused again, and is buried then.
 */
const BURIAL_MS = 60_000;

/** Whether the failure that just happened was the row's last. */
export function isSpent(row: OutboxRow): boolean {
  return row.retryCount + 1 >= row.maxRetries;
}

/** When a refused row is tried again, in ms: 1 s, doubled with each failure, at most 5 min. */
export function retryDelayMs(row: OutboxRow): number {
  return isSpent(row) ? BURIAL_MS : Math.min(FIRST_MS * 2 ** row.retryCount, LONGEST_MS);
}
