/** What begins an address or a token; a text without any of these is left as it is, at the cost of one look. */
const TELLTALE = /@|%40|\/login\/|\/stop\/|mail-stops\/|bearer |__Host-|eyJ/i;

const SECRETS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  // Servers quote addresses in their answers: "550 <a@example.com>: no such user"; in a query the @ is encoded. Bounded, so that
  // a long text costs no more than its length.
  [/[^\s<>"'`,;:()=/?&]{1,64}(?:@|%40)[^\s<>"'`,;:()=/?&]{1,255}\.[A-Za-z]{2,}/g, '[address]'],
  // Whoever has one of these links may do what it is for.
  [/\/(users\/login|mail\/stop|mail-stops)\/[^\s"'<>?#/\\]+/g, '/$1/[token]'],
  [/\b(bearer) +[A-Za-z0-9._~+/=-]{6,}/gi, '$1 [redacted]'],
  [/(__Host-[\w-]+)=[^;,\s"'\\]+/g, '$1=[redacted]'],
  // A JSON Web Token, wherever it stands.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g, '[redacted]'],
];

/** A text without the addresses, the tokens in links, and the credentials that may stand in it. */
export function scrub(text: string): string {
  if (!TELLTALE.test(text)) return text;
  return SECRETS.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}
