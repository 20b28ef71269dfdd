import { findNumberFault, type NumberFault } from '@ballast/contracts';

export interface TakenInput {
  readonly text: string;
  /** Why what came in was left out; the field is as it was before. */
  readonly leftOut?: NumberFault | undefined;
}

/**
 * What the field holds after its text changed from `before` to `after`. A text of far more than `maxDigits` (a file dropped
 * or pasted by mistake) is not put into the page at all, which would stand still over it. Spaces and line ends around
 * a pasted number are dropped: they cannot be seen, and nobody means them.
 */
export function takeInput(before: string, after: string, pasted: boolean, maxDigits: number): TakenInput {
  if (after.length > maxDigits * 4) {
    return { text: before, leftOut: findNumberFault(after.trim(), maxDigits) };
  }
  return { text: pasted ? after.trim() : after };
}
