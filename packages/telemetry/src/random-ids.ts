import { createRandomPool } from './random-pool.ts';

/** Written as hex at once. Few, since an id that is kept (as an exemplar) keeps the whole text that it was cut out of. */
const TEXT_BYTES = 256;
const ALL_ZEROS = /^0+$/;

/** Makes ids of random bytes, in hex. Never gives the id that is all zeros, the one that is not valid. */
export function createRandomIds(): (bytes: number) => string {
  const randomBytes = createRandomPool(TEXT_BYTES);
  let text = '';
  let used = 0;
  return function randomId(bytes: number): string {
    const digits = 2 * bytes;
    if (used + digits > text.length) {
      text = randomBytes().toString('hex');
      used = 0;
    }
    const id = text.slice(used, used + digits);
    used += digits;
    return ALL_ZEROS.test(id) ? randomId(bytes) : id;
  };
}
