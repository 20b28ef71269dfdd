/** Text that fits a column of `length` characters: what is cut off is marked by an ellipsis. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  // A pair of surrogates cut in half would be refused by the server.
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
