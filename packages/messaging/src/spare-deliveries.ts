import type { Delivery } from './delivery.ts';

const QUICK_DELIVERIES = 8;
const FIRST_STEP_MS = 1000;

/** While no letter can be stored: 64 deliveries at this pace last about 20 of the 24 hours that a work stream keeps a message. */
export const LETTER_LONGEST_MS = 25 * 60_000;
/** While something needed is missing: about 4 hours, and at most this long until a message is back once it is there. */
export const OUTAGE_LONGEST_MS = 5 * 60_000;

/**
 * How long to put a message off that must not run out of deliveries: `delayMs`, and from the ninth delivery on twice as
 * long each time, up to `longestMs`. At an even pace of seconds the server would deliver its last time within minutes of
 * an outage, and the message would lie in its stream, unseen, until it is too old.
 */
export function spareDeliveries({ count, incarnation }: Delivery, delayMs: number, longestMs: number): number {
  if (incarnation.maxDeliver < 0 || count <= QUICK_DELIVERIES) return delayMs;
  return Math.max(delayMs, Math.min(longestMs, FIRST_STEP_MS * 2 ** (count - QUICK_DELIVERIES)));
}
