import type { PrimeCheck } from '@ballast/contracts';
import { describeDigits } from '../numbers/digit-count.ts';

/** Beyond this a number read aloud digit by digit says less than its length does. */
const LONGEST_SPOKEN = 12;

/** The end of a check as a sentence to be read aloud; undefined while it has none. */
export function verdictSentence(check: PrimeCheck): string | undefined {
  const subject =
    check.number.length <= LONGEST_SPOKEN ? check.number : `The number of ${describeDigits(check.number.length)}`;
  if (check.status === 'failed') return `${subject} could not be checked.`;
  if (check.status !== 'completed' || check.is_prime === undefined) return undefined;
  const verdict = check.is_prime ? 'is prime' : 'is not prime';
  return `${subject} ${verdict}${check.certainty === undefined ? '' : `, ${check.certainty}`}.`;
}
