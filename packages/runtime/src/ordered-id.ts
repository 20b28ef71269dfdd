import { createRandomPool } from '@ballast/telemetry';
import { v7 } from 'uuid';

const randomBytes = createRandomPool(16);

let lastMs = 0;
let sequence = 0;

/**
 * An id that nothing else has: a UUID of version 7. Those of one process ascend, also within a millisecond, so that rows stand
 * in the order in which they were made (RFC 9562, 6.2, method 1: a counter that begins anywhere in each millisecond).
 */
export function orderedId(): string {
  const random = randomBytes();
  advance(random);
  return v7({ random, msecs: lastMs, seq: sequence });
}

/** The counter has 32 bits and begins in their lower half. A clock that is put back does not put ids back. */
function advance(random: Buffer): void {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    sequence = random.readUInt32BE(6) >>> 1;
    return;
  }
  sequence = (sequence + 1) >>> 0;
  if (sequence === 0) lastMs += 1;
}
