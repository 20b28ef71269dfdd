import { PrimalityError } from './primality-error.ts';

/**
 * The longest text that is worked on, in digits. The work grows with about the cube of the length (1,000 digits take a
 * second and a half) and cannot be interrupted inside OpenSSL, so a limit has to stand somewhere below "for hours".
 */
export const MAX_DIGITS = 10_000;

const WHOLE_NUMBER = /^(0|[1-9][0-9]*)$/;

/**
 * Reads decimal digits. The text is checked before BigInt sees it, because BigInt takes `''`, `' 7\n'` and `'0x10'` too,
 * and the length before the text, because everything after that grows with it.
 */
export function parseWholeNumber(digits: string): bigint {
  if (digits.length > MAX_DIGITS) {
    throw new PrimalityError('too_long', `${digits.length} characters; at most ${MAX_DIGITS} digits are checked`);
  }
  if (!WHOLE_NUMBER.test(digits)) {
    throw new PrimalityError('not_whole_number', 'not decimal digits without sign, space or leading zero');
  }
  return BigInt(digits);
}
