/**
 * Whose mailbox an address means, for counting mails to it: in small letters, without the tag that most servers ignore
 * (`ann+1@example.com`), so that one mailbox is not flooded under a thousand names.
 */
export function mailRecipient(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).split('+', 1)[0] ?? '';
  return `${local}${address.slice(at)}`.toLowerCase();
}
