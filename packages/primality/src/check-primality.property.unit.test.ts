import { checkPrimeSync } from 'node:crypto';
import { assert, bigInt, integer, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPrimality } from './check-primality.ts';
import { PrimalityError } from './primality-error.ts';

const RUNS = { numRuns: 500 };

const anyFactor = integer({ min: 2, max: 400 }).chain((bits) => bigInt({ min: 2n, max: 2n ** BigInt(bits) }));
const largePrime = integer({ min: 12, max: 160 })
  .chain((bits) => bigInt({ min: 2n ** BigInt(bits - 1), max: 2n ** BigInt(bits) }))
  .map(nextPrime);

function expectComposite(n: bigint): void {
  expect(checkPrimality(String(n))).toEqual({ isPrime: false, certainty: 'proven' });
}

describe('properties', () => {
  test('the product of two numbers above 1 is composite, at any size', () =>
    assert(
      property(anyFactor, anyFactor, (a, b) => expectComposite(a * b)),
      RUNS,
    ));

  test('the product of two primes without small factors is composite', () =>
    assert(
      property(largePrime, largePrime, (p, q) => expectComposite(p * q)),
      RUNS,
    ));

  test('below 2^90 every answer is that of OpenSSL, which uses other bases', () => {
    const number = integer({ min: 1, max: 90 }).chain((bits) => bigInt({ min: 0n, max: 2n ** BigInt(bits) }));
    return assert(
      property(number, (n) => {
        // A random number is seldom prime: look at it and at the next prime.
        for (const candidate of [n, nextPrime(n)]) {
          expect(checkPrimality(String(candidate)).isPrime).toBe(checkPrimeSync(candidate));
        }
      }),
      RUNS,
    );
  });

  test('a text is either decimal digits as BigInt prints them, or refused with a code', () =>
    assert(
      property(string({ maxLength: 6, unit: 'grapheme' }), (text) => {
        try {
          checkPrimality(text);
        } catch (error) {
          expect(error).toBeInstanceOf(PrimalityError);
          expect(text).not.toMatch(/^(0|[1-9][0-9]*)$/);
          return;
        }
        expect(String(BigInt(text))).toBe(text);
      }),
      { numRuns: 2_000 },
    ));
});

function nextPrime(n: bigint): bigint {
  let candidate = n < 3n ? 2n : n | 1n;
  while (!checkPrimeSync(candidate)) candidate += candidate === 2n ? 1n : 2n;
  return candidate;
}
