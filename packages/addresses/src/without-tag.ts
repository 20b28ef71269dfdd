/**
 * `ann+news@reader.example` -> `ann@reader.example`: the mailbox that most servers put both into. An address without a tag, or
 * with a quoted local part, stays as it is.
 */
export function withoutTag(address: string): string {
  const plus = address.indexOf('+');
  const at = address.lastIndexOf('@');
  if (plus <= 0 || plus > at || address.startsWith('"')) return address;
  return `${address.slice(0, plus)}${address.slice(at)}`;
}
