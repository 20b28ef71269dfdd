import type { PrimeCheck } from '@ballast/contracts';

export interface VerdictExplanation {
  readonly certainty: 'Proven' | 'Probable';
  /** `^` marks an exponent, as in `4^64`. */
  readonly sentence: string;
}

/** Why a verdict can be trusted, in one sentence; undefined while there is none. */
export function explainVerdict({ number, is_prime, certainty }: PrimeCheck): VerdictExplanation | undefined {
  if (is_prime === undefined || certainty === undefined) return undefined;
  if (certainty === 'probable') {
    return {
      certainty: 'Probable',
      sentence:
        'It passed the Baillie–PSW test, to which no exception is known, and at least 64 rounds of Miller–Rabin with random bases, ' +
        'which a number that is not prime passes at most once in 4^64 tries.',
    };
  }
  return { certainty: 'Proven', sentence: is_prime ? whyPrime(number) : whyNotPrime(number) };
}

/** Below 3.3 × 10²⁴ (25 digits) Miller–Rabin with the first 13 primes as bases is a proof (OEIS A014233). */
function whyPrime(number: string): string {
  return number.length <= 25
    ? 'For numbers of this size the test is exact: there is no doubt left.'
    : 'It comes with a proof: there is no doubt left.';
}

function whyNotPrime(number: string): string {
  if (number === '0' || number === '1') return 'By definition a prime is greater than 1.';
  if (number.length > 1 && /[02468]$/u.test(number)) return 'It is even, so 2 divides it.';
  if (number.length > 1 && number.endsWith('5')) return 'It ends in 5, so 5 divides it.';
  return 'It fails a test that every prime passes, so it has a divisor other than 1 and itself.';
}
