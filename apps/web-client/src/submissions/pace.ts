import { costByDigits } from '@ballast/contracts';
import type { Allowance } from '../api/read-allowance.ts';

/**
 * When the next number may go, in epoch milliseconds, by what the last answer said at `asOf`: at once while what it costs is left,
 * else when that is there again. The bucket fills steadily, so a token is back after its part of the time in which all that
 * is spent comes back. What is left is told in whole tokens, and the wait is rather too long than refused.
 */
export function pace(allowance: Allowance | undefined, digits: number, asOf: number): number {
  if (allowance === undefined) return asOf;
  const { limit, remaining, fullAt } = allowance;
  const missing = costByDigits(digits, limit) - remaining;
  if (missing <= 0) return asOf;
  return asOf + (Math.max(0, fullAt - asOf) * missing) / Math.max(1, limit - remaining);
}
