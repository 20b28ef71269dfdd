const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** A process that has run this long is taken as healthy: its next end begins the row of delays anew. */
export const STABLE_AFTER_MS = 60_000;

/** Milliseconds to wait before restart `attempt` (0 is the first): 0.5 s, doubled each time, at most 30 s. */
export function restartDelay(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** Math.min(attempt, 20), LONGEST_MS);
}
