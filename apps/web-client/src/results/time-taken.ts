import type { PrimeCheck } from '@ballast/contracts';

/** Milliseconds from acceptance to verdict, both by the server's clocks; undefined before the verdict. */
export function timeTakenMs(check: PrimeCheck): number | undefined {
  if (check.completed_at === undefined) return undefined;
  return Math.max(0, Date.parse(check.completed_at) - Date.parse(check.created_at));
}
