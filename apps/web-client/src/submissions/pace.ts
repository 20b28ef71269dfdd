import type { Allowance } from '../api/read-allowance.ts';

/**
 * When the next number may go, in epoch milliseconds, by what the last answer said: now while any is left; else when the
 * first is there again. The bucket fills steadily, so that is one part of the time in which all that is spent comes back.
 */
export function pace(allowance: Allowance | undefined, now: number): number {
  if (allowance === undefined || allowance.remaining > 0) return now;
  return now + Math.max(0, allowance.fullAt - now) / Math.max(1, allowance.limit);
}
