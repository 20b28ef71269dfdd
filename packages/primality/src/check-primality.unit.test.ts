import { describe, expect, test } from 'vitest';
import { checkPrimality } from './check-primality.ts';
import { MAX_DIGITS } from './parse-whole-number.ts';
import { PrimalityError } from './primality-error.ts';

const PROVEN_PRIME = { isPrime: true, certainty: 'proven' };
const PROBABLE_PRIME = { isPrime: true, certainty: 'probable' };
const COMPOSITE = { isPrime: false, certainty: 'proven' };

describe('against an independent sieve', () => {
  test('every number up to 1,000,000 is answered as the sieve of Eratosthenes answers it', { timeout: 30_000 }, () => {
    const limit = 1_000_000;
    const composite = new Uint8Array(limit + 1);
    composite[0] = composite[1] = 1;
    for (let i = 2; i * i <= limit; i++) {
      if (composite[i] === 0) for (let j = i * i; j <= limit; j += i) composite[j] = 1;
    }
    const wrong: number[] = [];
    for (let n = 0; n <= limit; n++) {
      const verdict = checkPrimality(String(n));
      if (verdict.isPrime !== (composite[n] === 0) || verdict.certainty !== 'proven') wrong.push(n);
    }
    expect(wrong).toEqual([]);
  });
});

describe('known primes', () => {
  test.each([
    ['2', '2'],
    ['the largest prime below 2^31', '2147483647'],
    ['the largest prime below 2^53', '9007199254740881'],
    ['the smallest prime above 2^53', '9007199254740997'],
    ['the largest prime below 2^63', '9223372036854775783'],
    ['the largest prime below 2^64', '18446744073709551557'],
    ['the smallest prime above 2^64', '18446744073709551629'],
    ['2^61 - 1', String(2n ** 61n - 1n)],
  ])('%s is a proven prime', (_name, digits) => {
    expect(checkPrimality(digits)).toEqual(PROVEN_PRIME);
  });

  test.each([89n, 107n, 127n, 521n, 607n, 1279n])('the Mersenne prime 2^%i - 1 is a probable prime', (exponent) => {
    expect(checkPrimality(String(2n ** exponent - 1n))).toEqual(PROBABLE_PRIME);
  });

  test('the smallest prime of 1,000 digits is a probable prime', { timeout: 60_000 }, () => {
    expect(checkPrimality(String(10n ** 999n + 7n))).toEqual(PROBABLE_PRIME);
  });
});

describe('known composites', () => {
  test.each([
    ['0', '0'],
    ['1', '1'],
    ['the even neighbour of the largest 64-bit prime', '18446744073709551556'],
    ['the square of a prime past the trial divisors', String(223n ** 2n)],
    ['the square of a 64-bit prime', String(18446744073709551557n ** 2n)],
    ['a semiprime of 300 digits', String((10n ** 149n + 183n) * (10n ** 150n + 67n))],
    ['a semiprime of 1,000 digits', String((10n ** 499n + 153n) * (10n ** 500n + 961n))],
    ['2^67 - 1, which Mersenne took for a prime', String(2n ** 67n - 1n)],
    ['the fifth Fermat number', String(2n ** 32n + 1n)],
    ['a repunit of 1,000 digits', '1'.repeat(1000)],
  ])('%s is composite', (_name, digits) => {
    expect(checkPrimality(digits)).toEqual(COMPOSITE);
  });

  test.each([561, 1105, 1729, 41041, 825265, 321197185, 5394826801, 232250619601, 9746347772161, 1436697831295441])(
    'the Carmichael number %i is composite',
    (n) => {
      expect(checkPrimality(String(n))).toEqual(COMPOSITE);
    },
  );

  test('a Carmichael number of 300 digits, of the form (6k+1)(12k+1)(18k+1), is composite', () => {
    // The first k past 10^99 that makes all three factors prime.
    const k = 10n ** 99n + 517_321n;
    const n = (6n * k + 1n) * (12n * k + 1n) * (18n * k + 1n);
    expect(checkPrimality(String(n))).toEqual(COMPOSITE);
  });

  // OEIS A014233: the smallest strong pseudoprimes to the first 1, 2, ... 13 primes. Each is exactly the bound at which one
  // more base is needed, so taking a bound one too far makes one of these a "prime".
  test.each([
    '2047',
    '1373653',
    '25326001',
    '3215031751',
    '2152302898747',
    '3474749660383',
    '341550071728321',
    '3825123056546413051',
    '318665857834031151167461',
    '3317044064679887385961981',
  ])('%s, the least strong pseudoprime to the first so many primes, is composite', (digits) => {
    expect(checkPrimality(digits)).toEqual(COMPOSITE);
  });

  // F. Arnault, "Constructing Carmichael numbers which are strong pseudoprimes to several bases", J. Symbolic Computation 20
  // (1995): a strong pseudoprime to every prime base below 307, which fooled programs with fixed bases.
  test('a composite that passes Miller-Rabin to all prime bases below 307 is composite', () => {
    const factor =
      29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664754218345562493168782883n;
    const n = factor * (313n * (factor - 1n) + 1n) * (353n * (factor - 1n) + 1n);
    expect(checkPrimality(String(n))).toEqual(COMPOSITE);
  });
});

describe('the bound of proof', () => {
  test('the last prime below it is proven, the next one above it probable', () => {
    expect(checkPrimality('3317044064679887385961813')).toEqual(PROVEN_PRIME);
    expect(checkPrimality('3317044064679887385962123')).toEqual(PROBABLE_PRIME);
  });
});

describe('what is refused', () => {
  test.each([
    '',
    ' ',
    '07',
    ' 7',
    '7 ',
    '7\n',
    '+7',
    '-7',
    '0x7',
    '0b1',
    '1e3',
    '7.0',
    '7n',
    '1_000',
    '00',
    '٧',
    'NaN',
  ])('%j is not a whole number', (text) => {
    expect(() => checkPrimality(text)).toThrow(expect.objectContaining({ code: 'not_whole_number' }));
  });

  test('a text past the length limit is refused at once, whatever is in it', () => {
    const start = performance.now();
    for (const text of ['7'.repeat(MAX_DIGITS + 1), 'x'.repeat(5_000_000)]) {
      expect(() => checkPrimality(text)).toThrow(expect.objectContaining({ code: 'too_long' }));
    }
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test('a check whose signal is aborted throws before its next step', () => {
    const large = String(2n ** 1279n - 1n);
    const seen: boolean[] = [];
    const signal = {
      get aborted() {
        seen.push(seen.length > 0);
        return seen.length > 1;
      },
    };
    expect(() => checkPrimality(large, { signal })).toThrow(PrimalityError);
    expect(seen).toHaveLength(2);
  });
});
