/** Cuts digits into groups of three, counted from the right: `1234567` is `1`, `234`, `567`. */
export function groupDigits(digits: string): string[] {
  const groups: string[] = [];
  const first = digits.length % 3;
  if (first > 0) groups.push(digits.slice(0, first));
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return groups;
}
