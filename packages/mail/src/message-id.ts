import { parseMailbox } from './mail-fields.ts';

/**
 * `<deliveryId@domain>`, with the domain of the sender's address: the same for the same delivery, whoever sends it and
 * however often.
 * @throws MailError invalid_address when `from` is no mailbox
 */
export function createMessageId(deliveryId: string, from: string): string {
  const { address } = parseMailbox(from);
  return `<${deliveryId}@${address.slice(address.lastIndexOf('@') + 1).toLowerCase()}>`;
}
