/** What a caller sends to have its events accepted by the outbox (RFC 7240), and what it is answered then. */
export const OUTBOX_PREFERENCE = 'respond-async';

/**
 * Whether a caller prefers an answer before the broker's. A list of preferences may come in several headers, which are one with
 * commas; names are of any case; a value, or a parameter, is none of this one's; and what is in quotes is no name.
 */
export function prefersOutbox(headers: Headers): boolean {
  const text = headers.get('prefer') ?? '';
  const unquoted = text.replace(/"((?:[^"\\]|\\.)*)"/g, (_all, quoted: string) => (quoted === '' ? '' : 'quoted'));
  return unquoted.split(',').some((preference) => {
    const [name = '', value = ''] = (preference.split(';')[0] ?? '').split('=');
    return name.trim().toLowerCase() === OUTBOX_PREFERENCE && value.trim() === '';
  });
}
