/**
 * What some mail programs make a link of, whoever wrote it: an address, a host, a path. A stranger may sign somebody else's
 * address up under any name, and our mail must not carry the stranger's link.
 */
const LOOKS_LIKE_A_LINK = /[@/\\]|www\.|:\/|[\p{L}\p{N}-][.。．][\p{L}\p{N}-]{2,}/iu;
const MAX_LENGTH = 50;
/** What could end a line or turn the direction of what is read; names that are stored have none. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** How a mail begins: with the name, unless that is long, or may be taken for a link. */
export function greeting(name: string): string {
  const isFit = name !== '' && [...name].length <= MAX_LENGTH && !LOOKS_LIKE_A_LINK.test(name) && !UNSEEN.test(name);
  return isFit ? `Hello ${name},` : 'Hello,';
}
