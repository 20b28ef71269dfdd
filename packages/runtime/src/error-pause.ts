const LONGEST_MS = 30_000;

/** The first pause after a failure, and the least that a wake-up leaves of any of them. */
export const LEAST_ERROR_PAUSE_MS = 500;

/** Pause after the n-th failure in a row (from 1): 0.5 s, doubled each time, at most 30 s. */
export function errorPauseMs(consecutive: number): number {
  return Math.min(LEAST_ERROR_PAUSE_MS * 2 ** (consecutive - 1), LONGEST_MS);
}
