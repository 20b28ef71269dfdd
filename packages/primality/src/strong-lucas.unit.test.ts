import { expect, test } from 'vitest';
import { jacobi } from './jacobi.ts';
import { isPerfectSquare, squareRootFloor } from './perfect-square.ts';
import { divideBySmallPrimes } from './small-factor.ts';
import { isStrongLucasProbablePrime } from './strong-lucas.ts';
import { isStrongProbablePrime, millerRabinForm } from './strong-probable-prime.ts';

/** Odd numbers from 5 on, and whether they are prime, by a sieve of their own. */
function oddNumbersBelow(limit: number): { n: number; isPrime: boolean }[] {
  const composite = new Uint8Array(limit);
  for (let i = 2; i * i < limit; i++) {
    if (composite[i] === 0) for (let j = i * i; j < limit; j += i) composite[j] = 1;
  }
  return Array.from({ length: Math.ceil((limit - 5) / 2) }, (_, i) => 5 + 2 * i).map((n) => ({
    n,
    isPrime: composite[n] === 0,
  }));
}

// Neither half of Baillie-PSW may be merely "correct on primes": each has to err exactly where the literature says it errs.
test('the strong Lucas test errs on the composites of OEIS A217255 and on no other number below 100,000', () => {
  const passed = oddNumbersBelow(100_000).filter(({ n }) => isStrongLucasProbablePrime(BigInt(n)));
  expect(passed.filter(({ isPrime }) => isPrime)).toHaveLength(9592 - 2);
  expect(passed.filter(({ isPrime }) => !isPrime).map(({ n }) => n)).toEqual([
    5459, 5777, 10877, 16109, 18971, 22499, 24569, 25199, 40309, 58519, 75077, 97439,
  ]);
});

test('the strong test to base 2 errs on the composites of OEIS A001262 and on no other number below 50,000', () => {
  const passed = oddNumbersBelow(50_000).filter(({ n }) => isStrongProbablePrime(millerRabinForm(BigInt(n)), 2n));
  expect(passed.filter(({ isPrime }) => isPrime)).toHaveLength(5133 - 2);
  expect(passed.filter(({ isPrime }) => !isPrime).map(({ n }) => n)).toEqual([
    2047, 3277, 4033, 4681, 8321, 15841, 29341, 42799, 49141,
  ]);
});

test('perfect squares, which have no Lucas parameters, are rejected and do not hang', () => {
  for (const root of [1093n, 3511n, 18446744073709551557n, 2n ** 521n - 1n]) {
    expect(isStrongLucasProbablePrime(root * root)).toBe(false);
  }
});

test('the Jacobi symbol is that of Euler for primes, and multiplicative for composites', () => {
  for (const p of [3, 5, 7, 11, 13, 211, 65_537]) {
    for (const a of [-15, -11, -7, -3, -1, 1, 3, 5, 9, 13, 21, 35]) {
      const euler = powModulo(BigInt(((a % p) + p) % p), BigInt((p - 1) / 2), BigInt(p));
      expect(jacobi(a, BigInt(p)), `${a} over ${p}`).toBe(euler === BigInt(p - 1) ? -1 : Number(euler));
      expect(jacobi(a, BigInt(p) * 101n)).toBe(jacobi(a, BigInt(p)) * jacobi(a, 101n) || 0);
    }
  }
});

test('the square root is the floor, and only squares are squares', () => {
  for (let n = 0n; n < 3_000n; n++) {
    const root = squareRootFloor(n);
    expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true);
    expect(isPerfectSquare(n)).toBe(root * root === n);
  }
  const big = 10n ** 300n + 7n;
  expect(isPerfectSquare(big * big)).toBe(true);
  expect(isPerfectSquare(big * big + 1n)).toBe(false);
  expect(isPerfectSquare(big * big - 1n)).toBe(false);
});

test('trial division never calls a number settled that it has not settled', () => {
  expect(divideBySmallPrimes(223n * 223n)).toBe('unknown');
  expect(divideBySmallPrimes(223n * 223n - 2n)).not.toBe('unknown');
  expect(divideBySmallPrimes(211n)).toBe('prime');
  expect(divideBySmallPrimes(211n * 2n ** 200n)).toBe('composite');
  expect(divideBySmallPrimes(211n * (2n ** 127n - 1n))).toBe('composite');
  expect(divideBySmallPrimes(2n ** 127n - 1n)).toBe('unknown');
});

function powModulo(base: bigint, exponent: bigint, n: bigint): bigint {
  let result = 1n;
  for (let i = 0n; i < exponent; i++) result = (result * base) % n;
  return result;
}
