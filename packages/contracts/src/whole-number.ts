/** What Ballast takes as a number: decimal digits without sign, space or leading zero. */
export const WHOLE_NUMBER = /^(0|[1-9][0-9]*)$/;

export const DEFAULT_MAX_DIGITS = 1000;

/** Why a text is not a number that can be checked. */
export const WHOLE_NUMBER_FAULTS = ['empty', 'space', 'sign', 'leading_zero', 'not_decimal', 'too_long'] as const;
export type WholeNumberFault = (typeof WHOLE_NUMBER_FAULTS)[number];

/** A fault with its figures, for who says it in words of their own. */
export interface NumberFault {
  readonly code: WholeNumberFault;
  /** How long the text is. */
  readonly digits: number;
  readonly max_digits: number;
}

/** Finds what is wrong with a text as a whole number, or `undefined` when it can be checked. */
export function findWholeNumberFault(text: string, maxDigits = DEFAULT_MAX_DIGITS): WholeNumberFault | undefined {
  if (text === '') return 'empty';
  // Length first: a regular expression over a huge text is work that a stranger ordered.
  if (text.length > maxDigits) return 'too_long';
  if (WHOLE_NUMBER.test(text)) return undefined;
  if (/\s/u.test(text)) return 'space';
  if (/^[+-]/u.test(text)) return 'sign';
  if (/^0[0-9]+$/u.test(text)) return 'leading_zero';
  return 'not_decimal';
}

/** As {@link findWholeNumberFault}, with the figures that its words name. */
export function findNumberFault(text: string, maxDigits = DEFAULT_MAX_DIGITS): NumberFault | undefined {
  const code = findWholeNumberFault(text, maxDigits);
  return code === undefined ? undefined : { code, digits: text.length, max_digits: maxDigits };
}

/** One English sentence for a fault, fit for the page and for an API answer. */
export function describeWholeNumberFault(
  fault: WholeNumberFault,
  text: string,
  maxDigits = DEFAULT_MAX_DIGITS,
): string {
  switch (fault) {
    case 'empty':
      return 'Enter a whole number.';
    case 'space':
      return 'A whole number has no spaces in it.';
    case 'sign':
      return 'A sign is not part of a whole number here: leave it out.';
    case 'leading_zero':
      return 'Leave out the leading zero.';
    case 'not_decimal':
      return 'Use only the digits 0 to 9.';
    case 'too_long':
      return `${maxDigits.toLocaleString('en')} digits at most; this has ${text.length.toLocaleString('en')}.`;
  }
}
