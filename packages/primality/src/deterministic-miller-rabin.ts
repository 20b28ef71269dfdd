import { isStrongProbablePrime, millerRabinForm } from './strong-probable-prime.ts';

/**
 * `[psi(k), the first k primes]`: psi(k) is the smallest composite that is a strong pseudoprime to all of the first k
 * primes, so below it those bases decide. OEIS A014233; psi(12) and psi(13) by J. Sorenson and J. Webster, "Strong
 * pseudoprimes to twelve prime bases", Math. Comp. 86 (2017). psi(8) = psi(7) and psi(9) = psi(10) = psi(11).
 */
const BASES_BELOW: readonly (readonly [bound: bigint, bases: readonly bigint[]])[] = [
  [1_373_653n, [2n, 3n]],
  [25_326_001n, [2n, 3n, 5n]],
  [3_215_031_751n, [2n, 3n, 5n, 7n]],
  [2_152_302_898_747n, [2n, 3n, 5n, 7n, 11n]],
  [3_474_749_660_383n, [2n, 3n, 5n, 7n, 11n, 13n]],
  [341_550_071_728_321n, [2n, 3n, 5n, 7n, 11n, 13n, 17n]],
  // Seven bases of J. Sinclair, checked against all base-2 pseudoprimes below 2^64: https://miller-rabin.appspot.com
  [2n ** 64n, [2n, 325n, 9_375n, 28_178n, 450_775n, 9_780_504n, 1_795_265_022n]],
  [318_665_857_834_031_151_167_461n, [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n]],
  [3_317_044_064_679_887_385_961_981n, [2n, 3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n]],
];

/** Below this number, psi(13) of OEIS A014233, every answer is proven. */
export const PROVEN_BELOW = 3_317_044_064_679_887_385_961_981n;

/** Whether `n`, odd, above 2 and below `PROVEN_BELOW`, is prime. Exact. */
export function isPrimeByMillerRabin(n: bigint): boolean {
  const form = millerRabinForm(n);
  const [, bases] = BASES_BELOW.find(([bound]) => n < bound) ?? [];
  if (bases === undefined) throw new RangeError('the fixed bases decide nothing at or above PROVEN_BELOW');
  return bases.every((base) => isStrongProbablePrime(form, base));
}
