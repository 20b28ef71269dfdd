import addressparser from 'nodemailer/lib/addressparser';
import { MailError } from './mail-error.ts';
import type { Mail } from './mail-transport.ts';

/** RFC 5321: a path holds at most 256 octets with its angle brackets. */
const ADDRESS_MAX_LENGTH = 254;
// One address and nothing else: what separates addresses, quotes or comments has no place in it, or a list of
// recipients could be smuggled in through one field.
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}]+@[^\s<>()[\]\\,;:"@\p{Cc}]+$/u;
const MESSAGE_ID = /^<[^\s<>@\p{Cc}]+@[^\s<>@\p{Cc}]+>$/u;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
const BREAKS_HEADER = /[\r\n\u0000\u2028\u2029]/;

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Whether a text is exactly one address that SMTP can carry. */
export function isAddress(text: string): boolean {
  return text.length <= ADDRESS_MAX_LENGTH && ADDRESS.test(text);
}

/**
 * Reads `Name <address>` or an address alone.
 * @throws MailError invalid_address
 */
export function parseMailbox(text: string): Mailbox {
  const found = BREAKS_HEADER.test(text) ? [] : addressparser(text, { flatten: true });
  const first = found[0];
  if (found.length !== 1 || first === undefined || !isAddress(first.address)) {
    throw new MailError('invalid_address', 'the sender is not one mailbox');
  }
  return { name: first.name, address: first.address };
}

/** Whether a text is `Name <address>` or an address alone: what a sender has to be. */
export function isMailbox(text: string): boolean {
  try {
    parseMailbox(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Refuses what could end up as another header or another recipient than was meant.
 * @throws MailError invalid_address for the addresses, invalid_mail for the other fields
 */
export function checkFields(mail: Mail): Mailbox {
  const from = parseMailbox(mail.from);
  if (!isAddress(mail.to)) throw new MailError('invalid_address', 'the recipient is not one address');
  if (BREAKS_HEADER.test(mail.subject)) throw new MailError('invalid_mail', 'the subject holds a line break');
  if (!MESSAGE_ID.test(mail.messageId)) throw new MailError('invalid_mail', 'the Message-ID is not <left@right>');
  for (const [name, value] of Object.entries(mail.headers ?? {})) {
    if (!HEADER_NAME.test(name)) throw new MailError('invalid_mail', 'a header has an impossible name');
    if (BREAKS_HEADER.test(value)) throw new MailError('invalid_mail', `the header ${name} holds a line break`);
  }
  return from;
}
