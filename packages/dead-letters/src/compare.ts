/** The order of the server's binary collations, for ASCII: the order in which rows are locked. */
export function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
