/** What comes after it would not tell two failures apart. */
const MAX_READ = 2_000;
/** The column of a group's title. */
const MAX_TITLE = 500;

type Part = readonly [pattern: string, to: string | ((match: string) => string)];

/**
 * What differs from one occurrence of a failure to the next, and what stands for it; the first that matches at a place
 * wins. Every repetition is bounded, so a hostile message costs no more than a long one.
 *
 * Numbers that say what went wrong stay: an SMTP reply with its enhanced code, and what follows `HTTP`, `status`, `errno`
 * and the like. So does the host of a URL or an address: another server that is down is another failure.
 */
const VARIABLE_PARTS: readonly Part[] = [
  [String.raw`(?<![\w.])[245]\d\d[ -][245]\.\d{1,3}\.\d{1,3}(?![\w.])`, same],
  [
    String.raw`(?<!\w)(?:HTTP(?:\/\d(?:\.\d)?)?|SMTP|status(?: code)?|errno|code|reply)[ :=]{1,2}\d{3,5}(?![\w.])`,
    same,
  ],
  // V8 quotes the surroundings of what it cannot parse: ..."n": x}"... is not valid JSON
  [String.raw`(?:\.\.\.)?"[^\n]{0,60}"(?:\.\.\.)?(?= is not valid JSON)`, '<text>'],
  [
    String.raw`(?<!\d)\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?`,
    '<time>',
  ],
  [
    String.raw`(?<!\w)(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:\d\d? )?(?:\d{4} )?\d\d:\d\d:\d\d(?: (?:GMT|UTC))?(?: ?[+-]\d{4})?`,
    '<time>',
  ],
  [String.raw`(?<![\w:])\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?(?![\w:])`, '<time>'],
  [String.raw`(?<!\w)\d{4}[-\/]\d\d[-\/]\d\d(?!\w)`, '<date>'],
  [String.raw`<?[\w.!#$%&*+\/=?^{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}>?`, '<email>'],
  [String.raw`(?<!\w)[a-z][a-z\d+]{1,9}:\/\/[^\s"'<>\x60]{1,500}`, shortenUrl],
  [String.raw`"(?:[^"\\\n]|\\.){0,300}"`, '<text>'],
  // not the apostrophe of "isn't"
  [String.raw`(?<![\p{L}\d])'(?:[^'\\\n]|\\.){0,300}'(?![\p{L}\d])`, '<text>'],
  [String.raw`\x60[^\x60\n]{0,300}\x60`, '<text>'],
  [String.raw`[“„][^”“\n]{0,300}[”“]|«[^»\n]{0,300}»`, '<text>'],
  [
    String.raw`(?<![\da-f])[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}(?::r\d{1,9}(?::e\d{1,9})?)?(?![\da-f])`,
    '<id>',
  ],
  [String.raw`(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2}(?!\d)|:\d{1,5})?(?!\w)`, '<address>'],
  [String.raw`\[[\da-f:.]{2,45}(?:%\w{1,16})?\](?::\d{1,5})?`, ifIpv6],
  [String.raw`(?<![\w:.])[\da-f]{0,4}:[\da-f:]{0,34}:[\da-f]{0,4}(?![\w:])`, ifIpv6],
  [String.raw`(?<!\w)[a-z]:\\[^\s"'<>|*?]{1,300}`, '<path>'],
  [
    String.raw`(?<![\w\/.>:])(?:file:\/\/|\.{1,2})?(?:\/[\w.@%+~=-]{1,100}){1,20}\/?(?::\d{1,6}(?::\d{1,6})?)?`,
    '<path>',
  ],
  // localhost:3306, db.example.com:3306
  [String.raw`(?<![\w.-])[a-z][a-z\d-]{0,62}(?:\.[a-z\d-]{1,63}){0,8}:\d{2,5}(?![\w.:])`, hidePort],
  [String.raw`(?<!\w)0x[\da-f]{1,128}(?!\w)`, '<hex>'],
  [String.raw`(?<![\w-])[\da-f]{8,128}(?![\w-])`, ifHex],
  // tokens and ids of whatever kind: long, figures and letters mixed
  [String.raw`(?<![\w-])[\w-]{16,200}(?![\w-])`, ifToken],
  [
    String.raw`(?<![\w.])\d{1,15}(?:[.,]\d{1,9})?(?: ?(?:ns|us|µs|ms|s|secs?|m|mins?|h|hrs?|d)| ?(?:milli|micro|nano)?(?:seconds?|minutes?|hours?|days?))(?:\d{1,6}(?:m|s|ms)){0,3}(?![\p{L}\d])`,
    '<duration>',
  ],
  [String.raw`(?<![\w.])\d{1,15}(?:[.,]\d{1,9})? ?(?:[kmgt]i?b|bytes?|b)(?![\p{L}\d])`, '<size>'],
  [
    String.raw`(?<![\p{L}\d_.])(?:(?<![\p{L}\d_)])[+-])?\d{1,400}(?:[.,_]\d{1,400}){0,50}(?:e[+-]?\d{1,5})?%?(?![\p{L}\d_])`,
    '<number>',
  ],
];

const ANY_PART = new RegExp(VARIABLE_PARTS.map(([pattern], index) => `(?<p${index}>${pattern})`).join('|'), 'giu');
/** `1, 2, 3` and `1, 2` are lists of the same. */
const SAME_AGAIN = /(<[a-z]+>)(?:,? (?:and )?\1)+/gu;

/**
 * The sentence of a failure without what belongs to one occurrence: what its group is called. Two messages that differ
 * in ids, numbers, addresses, quoted values, times or paths alone have the same one. Never throws; at most 500 characters.
 */
export function normaliseMessage(message: string): string {
  const text = message.slice(0, MAX_READ).toWellFormed();
  const replaced = text.replace(ANY_PART, (match, ...rest) => replacePart(match, rest.at(-1)));
  return replaced.replace(/\s+/gu, ' ').trim().replace(SAME_AGAIN, '$1…').slice(0, MAX_TITLE).toWellFormed();
}

function replacePart(match: string, groups: Readonly<Record<string, string | undefined>>): string {
  const part = VARIABLE_PARTS.find((_, index) => groups[`p${index}`] !== undefined);
  if (part === undefined) return match;
  const [, to] = part;
  return typeof to === 'string' ? to : to(match);
}

function same(match: string): string {
  return match;
}

function shortenUrl(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([^/]*:\/\/)(?:[^/?#]*@)?([^/?#:]*)(.*)$/su.exec(url) ?? [];
  const shown = /^[\d.]*$/u.test(host) || rest.startsWith(']') ? '<address>' : host.toLowerCase();
  return `${scheme}${shown}${rest.replace(/^:\d*/u, '') === '' ? '' : '<path>'}`;
}

function ifIpv6(match: string): string {
  const inner = match.replace(/^\[|(?:%\w+)?\].*$/gu, '');
  const isIpv6 = /::|^(?:[\da-f]{1,4}:){7}/iu.test(inner) && /[\da-f:]{3}/iu.test(inner);
  return isIpv6 ? '<address>' : hideNumbers(match);
}

function hidePort(match: string): string {
  return match.replace(/:\d+$/u, ':<port>');
}

function ifHex(match: string): string {
  if (/^\d+$/u.test(match)) return '<number>';
  return /\d/u.test(match) ? '<hex>' : match;
}

function ifToken(match: string): string {
  const figures = match.replace(/\D/gu, '').length;
  const isMixedWord = match.split(/[-_]/u).some((part) => /\d/u.test(part) && /[a-z]/iu.test(part) && part.length >= 6);
  if (figures >= 3 && isMixedWord) return '<id>';
  return hideNumbers(match);
}

function hideNumbers(match: string): string {
  return match.replace(/(?<![\p{L}\d_])\d+(?![\p{L}\d_])/gu, '<number>');
}
