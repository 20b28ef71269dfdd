/**
 * By which mail programs show a button that stops mail, and press it without opening a page (RFC 2369, RFC 8058). The link
 * has to be a token's alone: whoever has it may stop the mail, and nothing else.
 */
export function stopHeaders(stopLink: string): Readonly<Record<string, string>> {
  return { 'List-Unsubscribe': `<${stopLink}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}
