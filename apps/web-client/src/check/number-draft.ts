import { findNumberFault, type NumberFault } from '@ballast/contracts';
import { suggestNumber } from '../numbers/suggest-number.ts';

/** What can be said about the text in the field at any moment. */
export interface NumberDraft {
  /** How many decimal digits are in it. */
  readonly digits: number;
  /** What is wrong; undefined when it can be submitted. */
  readonly fault: NumberFault | undefined;
  /** The number that was most likely meant. */
  readonly suggestion: string | undefined;
}

export function readDraft(text: string, maxDigits: number): NumberDraft {
  const digits = text.replace(/[^0-9]/gu, '').length;
  const fault = findNumberFault(text, maxDigits);
  if (fault === undefined) return { digits, fault: undefined, suggestion: undefined };
  return { digits, fault, suggestion: suggestNumber(text, maxDigits) };
}
