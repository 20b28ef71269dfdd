import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;
const ALL_ZEROS = /^0+$/;

/**
 * Makes ids of random bytes, in hex, from a pool that is filled at once: asking the generator anew for each of a
 * request's ids cost a sixth of an intake's CPU. Never gives the id that is all zeros, the one that is not valid.
 */
export function createRandomIds(): (bytes: number) => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  return function randomId(bytes: number): string {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const id = pool.toString('hex', used, used + bytes);
    used += bytes;
    return ALL_ZEROS.test(id) ? randomId(bytes) : id;
  };
}
