/** Longest number that is shown whole where there is one line for it. */
const ONE_LINE_DIGITS = 60;
const KEPT_AT_EACH_END = 24;

/** Digits in groups of three, counted from the right, the first group holding what is left over. */
export function groupDigits(digits: string): string[] {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= 3) groups.push(digits.slice(Math.max(0, end - 3), end));
  return groups.reverse();
}

export function fitsOneLine(digits: string): boolean {
  return digits.length <= ONE_LINE_DIGITS;
}

/** The number itself when it fits one line, else its two ends. */
export function shortenDigits(digits: string): string {
  if (fitsOneLine(digits)) return digits;
  return `${digits.slice(0, KEPT_AT_EACH_END)}…${digits.slice(-KEPT_AT_EACH_END)}`;
}
