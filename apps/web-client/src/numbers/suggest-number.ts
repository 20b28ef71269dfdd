import { findWholeNumberFault } from '@ballast/contracts';

/** Thousands marked by commas, points, apostrophes or underscores; `1,5` or `3.14` is no such thing. */
const GROUPED = /^[0-9]{1,3}(?:([,.'’_])[0-9]{3})(?:\1[0-9]{3})*$/u;

/**
 * The number that a text with a fault most likely means: without spaces, thousands marks, a plus sign or leading zeros,
 * and with full-width digits made plain. `undefined` where nothing can be said with confidence; a minus or a decimal
 * point is never dropped, since that would be another number.
 */
export function suggestNumber(text: string, maxDigits: number): string | undefined {
  // Bounded before anything runs over it: twice the digits leaves room for every kind of mark.
  if (text.length > maxDigits * 2) return undefined;
  let candidate = text.normalize('NFKC').replace(/\s/gu, '').replace(/^\+/u, '');
  if (GROUPED.test(candidate)) candidate = candidate.replace(/[^0-9]/gu, '');
  candidate = candidate.replace(/^0+(?=[0-9])/u, '');
  if (candidate === text || findWholeNumberFault(candidate, maxDigits) !== undefined) return undefined;
  return candidate;
}
