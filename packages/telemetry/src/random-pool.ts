import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;

/**
 * Gives random bytes from a pool that is filled at once: asking the generator anew for each of a request's ids cost a sixth of
 * an intake's CPU. What it gives is to be used at once: the same place holds other bytes later.
 *
 * @param bytes how many it gives each time; of 4,096 no part may be left over
 */
export function createRandomPool(bytes: number): () => Buffer {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  return () => {
    if (used === POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}
