import { parseExactJson } from '@ballast/contracts/operators';

/** What the text of one letter may take, in characters; the column has room for four bytes each. */
const MAX_SEARCH_TEXT = 500;
/** The least that a message has of it. */
const MIN_MESSAGE = 250;

/** A text of fewer bytes is whole; this long or longer, something may have been cut (a cut may leave a space that falls away). */
export const CUT_BYTES = MAX_SEARCH_TEXT - 4;

/** What a letter is found by. */
export interface SearchedFields {
  readonly code?: string | undefined;
  readonly message: string;
  readonly subject: string;
  readonly messageId?: string | undefined;
  /** The message's body as text, as far as it is one. */
  readonly payload: string;
}

/**
 * What a search reads from an index: code, message, subject, message id and payload, in lower case, runs of spaces made
 * one, cut to 500 characters. Of an envelope it has the payload alone, of all JSON no spaces between its parts.
 */
export function buildSearchText({ code = '', message, subject, messageId = '', payload }: SearchedFields): string {
  const after = foldText([subject, messageId, payloadText(payload)].filter((part) => part !== '').join(' '));
  const room = MAX_SEARCH_TEXT - code.length - after.length - 2;
  const before = foldText(`${code} ${foldText(message).slice(0, Math.max(MIN_MESSAGE, room))}`);
  return foldText(`${before} ${after}`).slice(0, MAX_SEARCH_TEXT).toWellFormed();
}

/** How a text is written in `search_text`. */
export function foldText(text: string): string {
  return foldSpaces(text).trim();
}

/** The same for a part of a text, whose spaces at the ends count. */
export function foldSpaces(text: string): string {
  return text.toWellFormed().toLowerCase().replace(/\s+/gu, ' ');
}

function payloadText(body: string): string {
  try {
    // A number stays as it was written: who looks for one types it so.
    const message = parseExactJson(body);
    const isEnvelope = typeof message === 'object' && message !== null && 'payload' in message;
    return JSON.stringify(isEnvelope ? message.payload : message);
  } catch {
    return body.slice(0, MAX_SEARCH_TEXT);
  }
}
