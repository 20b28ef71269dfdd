import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4_096;
/** Written as hex at once. Few, since an id that is kept (as an exemplar) keeps the whole text that it was cut out of. */
const TEXT_BYTES = 256;
const ALL_ZEROS = /^0+$/;

/**
 * Makes ids of random bytes, in hex, from a pool that is filled at once: asking the generator anew for each of a
 * request's ids cost a sixth of an intake's CPU. Never gives the id that is all zeros, the one that is not valid.
 */
export function createRandomIds(): (bytes: number) => string {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let usedBytes = POOL_BYTES;
  let text = '';
  let usedDigits = 0;

  function nextText(): string {
    if (usedBytes === POOL_BYTES) {
      randomFillSync(pool);
      usedBytes = 0;
    }
    usedBytes += TEXT_BYTES;
    return pool.toString('hex', usedBytes - TEXT_BYTES, usedBytes);
  }

  return function randomId(bytes: number): string {
    const digits = 2 * bytes;
    if (usedDigits + digits > text.length) {
      text = nextText();
      usedDigits = 0;
    }
    const id = text.slice(usedDigits, usedDigits + digits);
    usedDigits += digits;
    return ALL_ZEROS.test(id) ? randomId(bytes) : id;
  };
}
