import type { PrimeCheck } from '@ballast/contracts';

/** A check as this page knows it, and how fresh that knowledge is. */
export interface Entry {
  readonly check: PrimeCheck;
  /**
   * The page's clock at the moment the knowledge was true: for an event its arrival, for a fetched answer the sending of
   * its request. Two answers are compared by it, never by a time of the server's.
   */
  readonly asOf: number;
  /** The page's clock when this check was first heard of. */
  readonly since: number;
}

/**
 * Takes in what arrived about a check. Older knowledge never overwrites newer: `completed` is an end, so nothing but
 * another `completed` replaces it, and an answer that was asked for before the last event came is dropped. `failed` can
 * turn into `processing` again (a redrive), so between these two only freshness decides.
 */
export function mergeCheck(known: Entry | undefined, check: PrimeCheck, asOf: number, clock: number): Entry {
  if (known === undefined) return { check, asOf, since: clock };
  if (saysNothingNew(known.check, check)) return asOf > known.asOf ? { ...known, asOf } : known;
  if (check.status === 'completed') {
    // Field by field: a verdict that was told before its mail existed must not take the mail's id away again.
    return { ...known, check: { ...known.check, ...check }, asOf: Math.max(known.asOf, asOf) };
  }
  if (known.check.status === 'completed' || asOf < known.asOf) return known;
  return { ...known, check, asOf };
}

/** A server tells a state again rather than too seldom; the same object lets the row stand as it is drawn. */
function saysNothingNew(known: PrimeCheck, check: PrimeCheck): boolean {
  return Object.entries(check).every(([field, value]) => known[field as keyof PrimeCheck] === value);
}
