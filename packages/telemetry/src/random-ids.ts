import { INVALID_SPANID, INVALID_TRACEID } from '@opentelemetry/api';
import { createRandomPool } from './random-pool.ts';

/** Written as hex at once. Few, since an id that is kept (as an exemplar) keeps the whole text that it was cut out of. */
const TEXT_BYTES = 256;

/** Makes ids of traces and spans (16 and 8 random bytes), in hex. Never gives the id that is all zeros, the one that is not valid. */
export function createRandomIds(): (bytes: 8 | 16) => string {
  const randomBytes = createRandomPool(TEXT_BYTES);
  let text = '';
  let used = 0;
  return function randomId(bytes: 8 | 16): string {
    const digits = 2 * bytes;
    if (used + digits > text.length) {
      text = randomBytes().toString('hex');
      used = 0;
    }
    const id = text.slice(used, used + digits);
    used += digits;
    return id === INVALID_TRACEID || id === INVALID_SPANID ? randomId(bytes) : id;
  };
}
