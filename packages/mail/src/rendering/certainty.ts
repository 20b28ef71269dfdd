import type { PrimeCheckResult } from './prime-check-result-content.ts';

/** Why the result can be trusted, in one sentence. */
export function explainCertainty({
  number,
  isPrime,
  certainty,
}: Pick<PrimeCheckResult, 'number' | 'isPrime' | 'certainty'>): string {
  if (number === '0' || number === '1') return 'This is certain: the prime numbers begin with 2.';
  if (!isPrime && /[02468]$/u.test(number)) return 'This is certain: the number is even, so 2 divides it.';
  if (!isPrime && number.endsWith('5')) return 'This is certain: the number ends in 5, so 5 divides it.';
  if (!isPrime) return 'This is certain: the number fails a test that every prime number passes.';
  if (certainty === 'proven') return 'This is proven: for numbers of this size the test makes no mistakes.';
  return (
    'This is as good as certain but not proven: the number passed the Baillie-PSW test, to which no exception is known, ' +
    'and 64 rounds of a test with random bases, which a number that is not prime passes at most once in 4⁶⁴ tries.'
  );
}
