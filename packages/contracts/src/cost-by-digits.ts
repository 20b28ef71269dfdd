/** Up to 256 bits: what everybody asks for costs one token. */
const FREE_DIGITS = 78;
/** Half of the smallest limit that is the default: two of the longest numbers a minute, and none of them impossible. */
const LARGEST_COST = 30;

/**
 * What checking a number takes, in tokens, for the server that charges it and the page that waits for them. A primality test is modular exponentiation: with a modulus of k bits about k
 * multiplications of k by k bits, so its time grows with the cube of the length (Menezes, van Oorschot, Vanstone,
 * Handbook of Applied Cryptography, 14.79 and table 2.5). 1 up to 78 digits, 8 at 156, 27 at 234, and never more than 30
 * nor more than half of `limit`, so that the longest number can still be asked for.
 *
 * @param limit the smallest burst of all buckets that the request is charged to
 */
export function costByDigits(digits: number, limit: number): number {
  const work = Math.ceil((digits / FREE_DIGITS) ** 3);
  return Math.max(1, Math.min(work, LARGEST_COST, Math.floor(limit / 2)));
}
