const ADDRESS = /[^\s<>"'`,;:()]{1,128}@[^\s<>"'`,;:()]{1,255}/gu;
/** Some servers quote what they refuse the mail for; a link in it may sign in or stop mail. */
const URL_TEXT = /\b(?:https?:\/\/|www\.)[^\s<>"']+/giu;
/** What signs in is 43 characters, what stops mail 32 hexadecimal digits. */
const TOKEN = /(?<![\w-])(?:[\w-]{43,}|[0-9a-f]{32})(?![\w-])/giu;
const SYNTAX = /[\\^$.*+?()[\]{}|/]/gu;
const REMOVED = '[address]';
const PUT_IN = /(\[(?:address|link|token)\])/u;
/** A local part of one or two characters says nothing, and would cut words and codes to pieces. */
const TELLING_LENGTH = 3;

/**
 * What an SMTP server said, without the recipient, whom servers like to repeat ("550 <a@b.example> unknown", "mailbox a is
 * full"), and without any other address, link or token. The codes at its beginning stay. Done again it changes nothing.
 */
export function scrubReply(reply: string, recipient: string): string {
  const at = recipient.lastIndexOf('@');
  const parts = [recipient, recipient.slice(0, at), recipient.slice(at + 1)].filter(
    (part) => part.length >= TELLING_LENGTH,
  );
  const unlinked = reply.replace(URL_TEXT, '[link]').replace(TOKEN, '[token]');
  const known = parts.reduce((text, part) => replaceOutside(text, wordsOf(part)), unlinked);
  return known.replace(ADDRESS, REMOVED);
}

/** Leaves what was put in before alone: a mailbox may be called `address`. */
function replaceOutside(text: string, words: RegExp): string {
  return text
    .split(PUT_IN)
    .map((part, nth) => (nth % 2 === 1 ? part : part.replace(words, REMOVED)))
    .join('');
}

/** The text wherever it stands as a word of its own, in whatever case. */
function wordsOf(text: string): RegExp {
  const literal = text.replace(SYNTAX, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}
