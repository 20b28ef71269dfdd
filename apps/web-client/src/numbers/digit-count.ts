/** `1 digit`, `1,204 digits`. */
export function describeDigits(count: number): string {
  return `${count.toLocaleString('en')} ${count === 1 ? 'digit' : 'digits'}`;
}
