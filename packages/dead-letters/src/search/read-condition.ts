import type { QueryFault } from '@ballast/contracts';
import {
  DEAD_LETTER_STATUSES,
  DEAD_LETTER_TYPES,
  SEARCH_NUMBER_FIELDS,
  SEARCH_PROSE_FIELDS,
  SEARCH_TEXT_FIELDS,
} from '@ballast/contracts/operators';
import type { Condition, Inequality, NumberField, Pattern, TextField } from './query.ts';
import { QueryError } from './query-error.ts';
import { readDuration, readMoment } from './read-time.ts';
import { foundAt, type Token } from './tokens.ts';

type FieldToken = Extract<Token, { kind: 'field' }>;

const ALL_FIELDS = [...SEARCH_TEXT_FIELDS, ...SEARCH_NUMBER_FIELDS, 'age', 'after', 'before', 'payload.<path>'];
const CLOSED_LISTS: Partial<Record<TextField, readonly string[]>> = {
  type: DEAD_LETTER_TYPES,
  status: DEAD_LETTER_STATUSES,
};
const WHOLE_NUMBER = /^\d{1,9}$/;
const DECIMAL_NUMBER = /^-?\d{1,15}(?:\.\d{1,9})?$/;

/** Reads `field operator value`. Throws QueryError for a field, an operator or a value that does not fit. */
export function readCondition(token: FieldToken, text: string): Condition {
  const name = token.name.toLowerCase();
  if (name === 'age') return readAge(token, text);
  if (name === 'after' || name === 'before') return readTime(token, text, name);
  const textField = SEARCH_TEXT_FIELDS.find((one) => one === name);
  if (textField !== undefined) return readText(token, text, textField);
  const numberField = SEARCH_NUMBER_FIELDS.find((one) => one === name);
  if (numberField !== undefined) return readNumber(token, text, numberField);
  if (name.startsWith('payload.')) return readPayload(token, text);
  throw new QueryError(token.position, { code: 'unknown_field', found: token.name, choices: ALL_FIELDS });
}

function readText(token: FieldToken, text: string, field: TextField): Condition {
  const { operator, value } = token;
  if (isInequality(operator)) throw badOperator(token, text, [':', '=']);
  const isProse = SEARCH_PROSE_FIELDS.some((one) => one === field);
  const choices = CLOSED_LISTS[field];
  if (choices !== undefined && value.pattern.length === 1 && !choices.includes(value.pattern[0])) {
    throw badValue(token, text, { code: 'not_in_list', choices: [...choices] });
  }
  return { kind: 'field', field, pattern: value.pattern, isWhole: !isProse || operator === '=' };
}

function readNumber(token: FieldToken, text: string, field: NumberField): Condition {
  const written = literal(token.value.pattern);
  if (written === undefined || !WHOLE_NUMBER.test(written)) throw badValue(token, text, { code: 'not_whole_number' });
  const comparison = token.operator === ':' ? '=' : token.operator;
  return { kind: 'number', field, comparison, value: Number(written) };
}

function readAge(token: FieldToken, text: string): Condition {
  const { operator } = token;
  if (!isInequality(operator)) throw badOperator(token, text, ['>', '<']);
  const seconds = readDuration(literal(token.value.pattern) ?? '');
  if (seconds === undefined) throw badValue(token, text, { code: 'not_duration' });
  return { kind: 'age', comparison: operator, seconds };
}

function readTime(token: FieldToken, text: string, bound: 'after' | 'before'): Condition {
  if (isInequality(token.operator)) throw badOperator(token, text, [':']);
  const at = readMoment(literal(token.value.pattern) ?? '');
  if (at === undefined) throw badValue(token, text, { code: 'not_moment' });
  return { kind: 'time', bound, at };
}

function readPayload(token: FieldToken, text: string): Condition {
  const path = token.name.split('.').slice(1);
  const { operator, value } = token;
  if (!isInequality(operator)) return { kind: 'payload', path, pattern: value.pattern };
  const written = literal(value.pattern);
  if (written === undefined || !DECIMAL_NUMBER.test(written)) throw badValue(token, text, { code: 'not_number' });
  return { kind: 'payload_number', path, comparison: operator, value: Number(written) };
}

function isInequality(operator: FieldToken['operator']): operator is Inequality {
  return operator !== ':' && operator !== '=';
}

function literal(pattern: Pattern): string | undefined {
  return pattern.length === 1 ? pattern[0] : undefined;
}

function badOperator(token: FieldToken, text: string, choices: string[]): QueryError {
  const position = token.position + token.name.length;
  return new QueryError(position, { code: 'bad_operator', field: token.name, choices, ...foundAt(text, position) });
}

function badValue(token: FieldToken, text: string, fault: Pick<QueryFault, 'code' | 'choices'>): QueryError {
  const { position } = token.value;
  return new QueryError(position, { ...fault, field: token.name, ...foundAt(text, position) });
}
