/** The odd primes that trial division uses. */
const ODD_PRIMES = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211,
] as const;

/** A number below 223 squared (223 is the next prime) without a factor of 211 or less has no factor at all. */
const SETTLED_BELOW = 223 * 223;

interface PrimeGroup {
  readonly product: bigint;
  readonly primes: readonly number[];
}

/** Neighbouring primes whose product is a safe integer: one BigInt remainder serves a whole group. */
const GROUPS = groupPrimes();

function groupPrimes(): readonly PrimeGroup[] {
  const groups: PrimeGroup[] = [];
  let product = 1;
  let primes: number[] = [];
  for (const prime of ODD_PRIMES) {
    if (product * prime > Number.MAX_SAFE_INTEGER) {
      groups.push({ product: BigInt(product), primes });
      product = 1;
      primes = [];
    }
    product *= prime;
    primes.push(prime);
  }
  groups.push({ product: BigInt(product), primes });
  return groups;
}

/**
 * Trial division by the primes up to 211. `prime` and `composite` are final (0 and 1 are no primes, and are called
 * composite here for want of a third word); `unknown` means odd, at least 49,729, and without a factor of 211 or less.
 */
export function divideBySmallPrimes(n: bigint): 'prime' | 'composite' | 'unknown' {
  if (n <= BigInt(Number.MAX_SAFE_INTEGER)) return divideNumber(Number(n));
  if ((n & 1n) === 0n) return 'composite';
  for (const group of GROUPS) {
    const remainder = Number(n % group.product);
    for (const prime of group.primes) {
      if (remainder % prime === 0) return 'composite';
    }
  }
  return 'unknown';
}

function divideNumber(n: number): 'prime' | 'composite' | 'unknown' {
  if (n < 2) return 'composite';
  if (n % 2 === 0) return n === 2 ? 'prime' : 'composite';
  for (const prime of ODD_PRIMES) {
    if (n % prime === 0) return n === prime ? 'prime' : 'composite';
  }
  return n < SETTLED_BELOW ? 'prime' : 'unknown';
}
