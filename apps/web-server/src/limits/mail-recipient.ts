const ONE_PROVIDER = new Set(['gmail.com', 'googlemail.com']);

/**
 * Whose mailbox an address means, for counting mails to it, so that one mailbox is not flooded under a thousand names: in
 * small letters, without the tag that most servers ignore (`ann+1@example.com`), and without the dots that Gmail ignores,
 * under either of its domains.
 */
export function mailRecipient(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1).toLowerCase();
  const local = address.slice(0, at).toLowerCase();
  const untagged = local.replace(/(?<=.)\+.*$/s, '');
  if (!ONE_PROVIDER.has(domain)) return `${untagged}@${domain}`;
  return `${untagged.replaceAll('.', '')}@gmail.com`;
}
