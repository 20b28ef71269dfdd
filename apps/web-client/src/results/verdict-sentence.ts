import type { PrimeCheck } from '@ballast/contracts';
import type { WordsOf } from '../words/words-of.ts';

/** Beyond this a number read aloud digit by digit says less than its length does. */
const LONGEST_SPOKEN = 12;

/** The end of a check as a sentence to be read aloud; undefined while it has none. */
export function verdictSentence(
  check: PrimeCheck,
  t: WordsOf<'results'>,
  numbers: WordsOf<'numbers'>,
): string | undefined {
  const { length } = check.number;
  const number =
    length <= LONGEST_SPOKEN ? check.number : t('spoken.long', { digits: numbers('digits', { count: length }) });
  if (check.status === 'failed') return t('spoken.failed', { number });
  if (check.status !== 'completed' || check.is_prime === undefined) return undefined;
  if (!check.is_prime) return t(check.certainty === 'proven' ? 'spoken.notPrimeProven' : 'spoken.notPrime', { number });
  if (check.certainty === undefined) return t('spoken.prime', { number });
  return t(check.certainty === 'proven' ? 'spoken.primeProven' : 'spoken.primeProbable', { number });
}
