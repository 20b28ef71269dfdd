/** The column, in characters. */
const MAX_SEARCH_TEXT = 500;
/** A long message leaves room for the rest. */
const MAX_MESSAGE = 250;

export interface SearchedFields {
  readonly code?: string | undefined;
  readonly message: string;
  readonly subject: string;
  readonly messageId?: string | undefined;
  /** The payload as text, as far as it is one. */
  readonly payload: string;
}

/**
 * What a search for text looks into: code, message (its first 250 characters), subject, message id and payload, in lower
 * case, runs of spaces made one, cut to 500 characters.
 */
export function buildSearchText({ code = '', message, subject, messageId = '', payload }: SearchedFields): string {
  const parts = [code, message.slice(0, MAX_MESSAGE), subject, messageId, payload.slice(0, MAX_SEARCH_TEXT)];
  return foldText(parts.filter((part) => part !== '').join(' '))
    .slice(0, MAX_SEARCH_TEXT)
    .toWellFormed();
}

/** How a text is written in `search_text`: what is searched for is folded in the same way. */
export function foldText(text: string): string {
  return text.toWellFormed().toLowerCase().replace(/\s+/gu, ' ').trim();
}
