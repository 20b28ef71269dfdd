import {
  DEAD_LETTER_STATUSES,
  DEAD_LETTER_TYPES,
  SEARCH_NUMBER_FIELDS,
  SEARCH_TEXT_FIELDS,
} from '@ballast/contracts/operators';

/** Fields of the search language, as they are offered; `payload` is followed by a path. */
const QUERY_FIELDS = [...SEARCH_TEXT_FIELDS, ...SEARCH_NUMBER_FIELDS, 'age', 'after', 'before', 'payload'] as const;
type QueryField = (typeof QUERY_FIELDS)[number];

/** Values that were seen, by field: subjects, codes, groups, consumers. */
export type KnownValues = Partial<Readonly<Record<QueryField, readonly string[]>>>;

export interface Completion {
  readonly kind: 'field' | 'value' | 'operator';
  /** What stands there once it is chosen. */
  readonly text: string;
  readonly field: QueryField | undefined;
}

export interface Completions {
  /** The part of the query that a completion takes the place of, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  readonly options: readonly Completion[];
}

const CLOSED: KnownValues = {
  type: DEAD_LETTER_TYPES,
  status: DEAD_LETTER_STATUSES,
  age: ['<1h', '<24h', '>1h', '>7d'],
};
const OPERATORS = ['AND', 'OR', 'NOT'] as const;
const MOST = 12;
const PLAIN_VALUE = /^[\w.*<>@/-]+$/u;

/** What could stand at the caret: a field's name, a value of the field, or what joins two conditions. */
export function completeQuery(text: string, caret: number, known: KnownValues): Completions {
  const before = text.slice(0, caret);
  const none = { from: caret, to: caret, options: [] };
  // In quotes all is literal, save where they hold a field's value.
  const start = /(?:[A-Za-z_][\w.]*[:=]"?)?[^\s()"]*$/u.exec(before)?.index ?? caret;
  if ((before.slice(0, start).match(/"/gu)?.length ?? 0) % 2 === 1) return none;
  const to = caret + (/^[^\s()"]*/u.exec(text.slice(caret))?.[0].length ?? 0);
  const written = before.slice(start).replace(/^-/u, '');
  const from = caret - written.length;
  const [, name = '', operator = '', value = ''] = /^([A-Za-z_]\w*)([:=]"?)(.*)$/u.exec(written) ?? [];
  const field = QUERY_FIELDS.find((one) => one === name.toLowerCase());
  if (field !== undefined)
    return { from: from + name.length + operator.length, to, options: valuesOf(field, value, known) };
  if (operator !== '') return none;
  return { from, to, options: startsOf(written, before.slice(0, from).trim() !== '') };
}

/** Puts a completion in its place; says where the caret stands then. */
export function applyCompletion(
  text: string,
  { from, to }: Pick<Completions, 'from' | 'to'>,
  { kind, text: chosen }: Completion,
): { readonly text: string; readonly caret: number } {
  // A quote that was begun before the value is the value's own.
  const start = text[from - 1] === '"' ? from - 1 : from;
  const end = text[to] === '"' && start < from ? to + 1 : to;
  const rest = text.slice(end);
  const space = kind === 'field' || rest.startsWith(' ') ? '' : ' ';
  const inserted = `${chosen}${space}`;
  return { text: text.slice(0, start) + inserted + rest, caret: start + inserted.length };
}

function valuesOf(field: QueryField, written: string, known: KnownValues): Completion[] {
  return [...new Set([...(CLOSED[field] ?? []), ...(known[field] ?? [])])]
    .filter((value) => value.toLowerCase().includes(written.toLowerCase()) && value !== written)
    .slice(0, MOST)
    .map((value) => ({ kind: 'value', text: quoted(value), field }));
}

function startsOf(written: string, mayJoin: boolean): Completion[] {
  const lower = written.toLowerCase();
  const fields = QUERY_FIELDS.filter((field) => field.startsWith(lower)).map(
    (field): Completion => ({ kind: 'field', text: field === 'payload' ? 'payload.' : `${field}:`, field }),
  );
  const operators = OPERATORS.filter(
    (operator) => lower !== '' && operator.toLowerCase().startsWith(lower) && (mayJoin || operator === 'NOT'),
  ).map((operator): Completion => ({ kind: 'operator', text: operator, field: undefined }));
  return [...fields, ...operators].slice(0, QUERY_FIELDS.length);
}

function quoted(value: string): string {
  return PLAIN_VALUE.test(value) ? value : `"${value.replace(/["\\]/gu, '\\$&')}"`;
}
