import type { PrimeCheckResult } from './prime-check-result.ts';

/** Why the result can be trusted, in one sentence. */
export function explainCertainty({ number, isPrime, certainty }: Omit<PrimeCheckResult, 'link'>): string {
  if (number === '0' || number === '1') return 'This is certain: the prime numbers begin with 2.';
  if (!isPrime) return 'This is certain: the number fails a test that every prime number passes.';
  if (certainty === 'proven') return 'This is proven: for numbers of this size the test makes no mistakes.';
  return (
    'This is as good as certain but not proven: the number passed the Baillie-PSW test, which no composite number is ' +
    'known to pass, and random tests that let a composite number through less than once in 2⁶⁴ times.'
  );
}
