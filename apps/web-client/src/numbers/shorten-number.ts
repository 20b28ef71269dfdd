import { groupDigits } from './group-digits.ts';

export interface ShortenedNumber {
  /** The groups before the gap; all of them when nothing is left out. */
  readonly head: readonly string[];
  readonly tail: readonly string[];
  /** How many digits the gap stands for; 0 when the number is whole. */
  readonly hiddenDigits: number;
}

/**
 * Leaves out the middle of a long number, keeping `groupsEachSide` whole groups of three at both ends. A number is only
 * shortened when that hides more than one group: a gap that stands for three digits would save nothing.
 */
export function shortenNumber(digits: string, groupsEachSide: number): ShortenedNumber {
  const groups = groupDigits(digits);
  if (groups.length <= groupsEachSide * 2 + 1) return { head: groups, tail: [], hiddenDigits: 0 };
  const head = groups.slice(0, groupsEachSide);
  const tail = groups.slice(-groupsEachSide);
  return { head, tail, hiddenDigits: digits.length - head.join('').length - tail.join('').length };
}

/** The same as plain text, with narrow no-break spaces: for titles and for what a screen reader is told. */
export function shortenedText(digits: string, groupsEachSide: number): string {
  const { head, tail } = shortenNumber(digits, groupsEachSide);
  const text = head.join('\u202f');
  return tail.length === 0 ? text : `${text} … ${tail.join('\u202f')}`;
}
