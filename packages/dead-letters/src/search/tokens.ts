import type { QueryFault } from '@ballast/contracts';
import type { Comparison, Pattern } from './query.ts';
import { QueryError } from './query-error.ts';

export type Token =
  | { readonly kind: '(' | ')' | 'and' | 'or' | 'not' | 'end'; readonly position: number }
  | { readonly kind: 'value'; readonly position: number; readonly pattern: Pattern }
  | {
      readonly kind: 'field';
      readonly position: number;
      /** As it was written. */
      readonly name: string;
      readonly operator: Operator;
      readonly value: Extract<Token, { kind: 'value' }>;
    };

/** `:` alone is kept apart from `=`: fields of prose tell them apart. */
type Operator = ':' | Comparison;

/** A map: what people look for may be named as what every object has (`constructor`). */
const KEYWORDS: ReadonlyMap<string, 'and' | 'or' | 'not'> = new Map([
  ['AND', 'and'],
  ['OR', 'or'],
  ['NOT', 'not'],
]);
/** Each of them multiplies what a server has to try. */
const MAX_WILDCARDS = 10;
const SPACE = /\s+/y;
/** A name, perhaps with a path, right before an operator. */
const FIELD = /([A-Za-z_]\w*(?:\.[^\s:=<>()"\\.]+)*)(:?(?:>=|<=|>|<)|[:=])/y;
const ENDS_A_WORD = /[\s()"]/;

/** Cuts a query into its tokens, the last of which is `end`. Throws QueryError. */
export function readTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (true) {
    position += matchAt(SPACE, text, position)?.[0].length ?? 0;
    const { token, end } = readToken(text, position);
    tokens.push(token);
    if (token.kind === 'end') return tokens;
    position = end;
  }
}

function readToken(text: string, position: number): { token: Token; end: number } {
  const first = text[position];
  if (first === undefined) return { token: { kind: 'end', position }, end: position };
  if (first === '(' || first === ')') return { token: { kind: first, position }, end: position + 1 };
  if (first === '-') return { token: { kind: 'not', position }, end: position + 1 };
  const field = matchAt(FIELD, text, position);
  if (field !== undefined) return readField(text, position, field);
  const { token, end } = readValue(text, position, { code: 'condition_expected' });
  const keyword = first === '"' ? undefined : KEYWORDS.get(text.slice(position, end));
  return { token: keyword === undefined ? token : { kind: keyword, position }, end };
}

function readField(text: string, position: number, [whole, name = '', written = '']: RegExpExecArray) {
  const operator = (written.length > 1 && written.startsWith(':') ? written.slice(1) : written) as Operator;
  const { token: value, end } = readValue(text, position + whole.length, { code: 'value_missing', field: name });
  return { token: { kind: 'field' as const, position, name, operator, value }, end };
}

function readValue(text: string, position: number, missing: QueryFault) {
  const { pieces, end } = text[position] === '"' ? readQuoted(text, position) : readWord(text, position);
  if (pieces.length === 1 && pieces[0] === '')
    throw new QueryError(position, { ...missing, ...foundAt(text, position) });
  return { token: { kind: 'value' as const, position, pattern: pieces }, end };
}

/** In quotes all is literal; a backslash stands before a quote or another backslash. */
function readQuoted(text: string, start: number): { pieces: Pattern; end: number } {
  let literal = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '"') return { pieces: [literal], end: at + 1 };
    const next = text[at + 1];
    if (char === '\\' && (next === '"' || next === '\\')) at += 1;
    literal += text[at];
  }
  throw new QueryError(text.length, { code: 'quote_open', opened_at: start });
}

/** Outside of quotes `*` stands for any text, and a backslash makes the next character literal. */
function readWord(text: string, start: number): { pieces: Pattern; end: number } {
  const pieces: [string, ...string[]] = [''];
  let at = start;
  for (; at < text.length; at += 1) {
    let char = text[at] as string;
    if (ENDS_A_WORD.test(char)) break;
    if (char === '*') {
      if (pieces.length > MAX_WILDCARDS)
        throw new QueryError(at, { code: 'too_many_wildcards', found: '*', most: MAX_WILDCARDS });
      pieces.push('');
      continue;
    }
    if (char === '\\') {
      at += 1;
      if (at >= text.length) throw new QueryError(text.length, { code: 'escape_open' });
      char = text[at] as string;
    }
    pieces[pieces.length - 1] += char;
  }
  return { pieces, end: at };
}

/** What stands at a position: a word, a mark or spaces; nothing at the end. */
export function foundAt(text: string, position: number): Pick<QueryFault, 'found'> {
  const found = /^(?:\s+|[()"]|[^\s()"]{1,30})/.exec(text.slice(position))?.[0];
  return found === undefined ? {} : { found };
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}
