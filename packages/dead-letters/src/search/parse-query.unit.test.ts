import { QueryFaultSchema } from '@ballast/contracts';
import { SEARCH_NUMBER_FIELDS, SEARCH_PROSE_FIELDS, SEARCH_TEXT_FIELDS } from '@ballast/contracts/operators';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseQuery } from './parse-query.ts';
import { printQuery } from './print-query.ts';
import type { Pattern, Query } from './query.ts';
import { QueryError } from './query-error.ts';

const text = (...pieces: [string, ...string[]]): Query => ({ kind: 'text', pattern: pieces });

function faultOf(query: string): QueryError {
  try {
    parseQuery(query);
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error(`${query} was read`);
}

describe('text', () => {
  it.each<[string, Query]>([
    ['', { kind: 'all' }],
    ['  \n ', { kind: 'all' }],
    ['timeout', text('timeout')],
    ['"connection reset"', text('connection reset')],
    ['"say \\"no\\" to C:\\\\temp and C:\\x"', text('say "no" to C:\\temp and C:\\x')],
    ['conn*refused', text('conn', 'refused')],
    ['"a*b"', text('a*b')],
    ['a\\*b', text('a*b')],
    ['two\\ words', text('two words')],
    ['"AND"', text('AND')],
    ['and', text('and')],
    ['10:30', text('10:30')],
    ['été', text('été')],
  ])('%s', (query, expected) => expect(parseQuery(query)).toEqual(expected));
});

describe('and, or, not', () => {
  const [a, b, c] = [text('a'), text('b'), text('c')];
  it.each<[string, Query]>([
    ['a b', { kind: 'and', terms: [a, b] }],
    ['a AND b c', { kind: 'and', terms: [a, b, c] }],
    ['a OR b', { kind: 'or', terms: [a, b] }],
    ['a b OR c', { kind: 'or', terms: [{ kind: 'and', terms: [a, b] }, c] }],
    ['a (b OR c)', { kind: 'and', terms: [a, { kind: 'or', terms: [b, c] }] }],
    ['(a OR b) OR c', { kind: 'or', terms: [a, b, c] }],
    ['-a', { kind: 'not', term: a }],
    ['NOT a b', { kind: 'and', terms: [{ kind: 'not', term: a }, b] }],
    ['NOT (a OR b)', { kind: 'not', term: { kind: 'or', terms: [a, b] } }],
    ['--a', { kind: 'not', term: { kind: 'not', term: a } }],
    ['((a))', a],
    ['a(b)c', { kind: 'and', terms: [a, b, c] }],
    ['"a""b"', { kind: 'and', terms: [a, b] }],
  ])('%s', (query, expected) => expect(parseQuery(query)).toEqual(expected));
});

describe('fields', () => {
  it.each<[string, Query]>([
    ['code:ETIMEDOUT', { kind: 'field', field: 'code', pattern: ['ETIMEDOUT'], isWhole: true }],
    ['CODE=E*', { kind: 'field', field: 'code', pattern: ['E', ''], isWhole: true }],
    ['error:"not found"', { kind: 'field', field: 'error', pattern: ['not found'], isWhole: false }],
    ['message="it is full"', { kind: 'field', field: 'message', pattern: ['it is full'], isWhole: true }],
    ['type:poison', { kind: 'field', field: 'type', pattern: ['poison'], isWhole: true }],
    ['status:re*', { kind: 'field', field: 'status', pattern: ['re', ''], isWhole: true }],
    ['worker:*', { kind: 'field', field: 'worker', pattern: ['', ''], isWhole: true }],
    ['attempts:4', { kind: 'number', field: 'attempts', comparison: '=', value: 4 }],
    ['generation>=2', { kind: 'number', field: 'generation', comparison: '>=', value: 2 }],
    ['retries:<3', { kind: 'number', field: 'retries', comparison: '<', value: 3 }],
    ['age:>1h', { kind: 'age', comparison: '>', seconds: 3600 }],
    ['age<1h30m', { kind: 'age', comparison: '<', seconds: 5400 }],
    ['after:2026-01-31', { kind: 'time', bound: 'after', at: new Date('2026-01-31T00:00:00Z') }],
    ['before:2026-01-31T10:00:00+02:00', { kind: 'time', bound: 'before', at: new Date('2026-01-31T08:00:00Z') }],
    ['payload.number:97', { kind: 'payload', path: ['number'], pattern: ['97'] }],
    ['payload.User.0.name:A*', { kind: 'payload', path: ['User', '0', 'name'], pattern: ['A', ''] }],
    ['payload.amount:>9.5', { kind: 'payload_number', path: ['amount'], comparison: '>', value: 9.5 }],
    ['payload.url:http://x?a=b', { kind: 'payload', path: ['url'], pattern: ['http://x?a=b'] }],
  ])('%s', (query, expected) => expect(parseQuery(query)).toEqual(expected));
});

describe('what is no query is refused, with the place, what stands there and what could', () => {
  it.each([
    ['a OR', 4, 'the end', 'a condition'],
    ['a AND', 5, 'the end', 'a condition'],
    ['OR a', 0, '"OR"', 'a condition'],
    ['(a OR b', 7, 'the end', 'a ) for the ( of character 1'],
    ['a)', 1, '")"', 'AND, OR or the end'],
    ['()', 1, '")"', 'a condition'],
    ['"open', 5, 'the end', 'a quote that ends the one of character 1'],
    ['""', 0, `'"'`, 'a condition'],
    ['a\\', 2, 'the end', 'the character that \\ makes literal'],
    ['-', 1, 'the end', 'a condition'],
    ['subjct:primecheck', 0, '"subjct"', 'a field (error, message, code,'],
    ['http://x', 0, '"http"', 'or quotes around the text'],
    ['payload:x', 0, '"payload"', 'payload.<path>'],
    ['code: x', 5, 'a space', 'a value for code'],
    ['code:', 5, 'the end', 'a value for code'],
    ['code:>x', 4, '":>x"', ': or = after code'],
    ['type:poisn', 5, '"poisn"', 'one of transient, permanent, poison for type'],
    ['status:open', 7, '"open"', 'one of pending, reprocessing, resolved, discarded for status'],
    ['attempts:many', 9, '"many"', 'a whole number for attempts'],
    ['age:1h', 3, '":1h"', '> or <, as in age:>1h after age'],
    ['age:>1w', 5, '"1w"', 'a time such as 30m, 1h30m or 2d for age'],
    ['after:2026-02-31', 6, '"2026-02-31"', 'a date, or a time such as'],
    ['before:yesterday', 7, '"yesterday"', 'a date, or a time such as'],
    ['payload.a:>b', 11, '"b"', 'a number for payload.a'],
  ])('%s', (query, position, found, expected) => {
    const fault = faultOf(query);
    expect(fault).toMatchObject({ code: 'invalid_query', position });
    expect(fault.message).toContain(expected);
    expect(fault.message).toContain(`At character ${position + 1}: expected `);
    expect(fault.message).toContain(`, found ${found}.`);
    expect(QueryFaultSchema.safeParse(fault.fault).data).toEqual(fault.fault);
  });

  it.each([
    ['(a', { code: 'parenthesis_open', opened_at: 0 }],
    ['a "b', { code: 'quote_open', opened_at: 2 }],
    [
      'Type:poisn',
      { code: 'not_in_list', field: 'Type', found: 'poisn', choices: ['transient', 'permanent', 'poison'] },
    ],
    ['code:>x', { code: 'bad_operator', field: 'code', found: ':>x', choices: [':', '='] }],
    ['code: x', { code: 'value_missing', field: 'code', found: ' ' }],
    ['a'.repeat(4_001), { code: 'too_long', found: '4001', most: 4_000 }],
  ])('as a code with its figures, for who says it in another language: %.20s', (query, fault) => {
    expect(faultOf(query).fault).toEqual(fault);
  });

  it.each([
    ['too long', 'a'.repeat(4_001), 'at most 4000 characters'],
    ['too many conditions', 'a '.repeat(101), 'at most 100 conditions'],
    ['too deep', `${'('.repeat(51)}a${')'.repeat(51)}`, 'at most 50 levels'],
    ['denied too often', `${'-'.repeat(51)}a`, 'at most 50 levels'],
  ])('%s', (_what, query, expected) => expect(faultOf(query).message).toContain(expected));
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '(',
        ')',
        '"',
        '\\',
        '*',
        '-',
        ' ',
        ':',
        '=',
        '>',
        '<',
        'AND',
        'OR',
        'NOT',
        'code',
        'age',
        '1h',
        'payload.x',
        'a',
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
);

test('any text is read, or refused with a place inside of it', () => {
  fc.assert(
    fc.property(anyText, (query) => {
      try {
        parseQuery(query);
      } catch (error) {
        expect(error).toBeInstanceOf(QueryError);
        const { position } = error as QueryError;
        expect(position >= 0 && position <= query.length).toBe(true);
      }
    }),
    { numRuns: 5_000 },
  );
});

const literal = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('AND', 'OR', 'NOT', '-a', 'a:b', '(', '"', '\\', '*', ' ', 'a b', 'error:x'),
);
const pattern: fc.Arbitrary<Pattern> = fc.oneof(
  literal.map((one): Pattern => [one]),
  fc
    .array(fc.oneof(literal, fc.constant('')), { minLength: 2, maxLength: 3 })
    .map((pieces) => pieces as unknown as Pattern),
);
const path = fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,8}$/), { minLength: 1, maxLength: 3 });
const inequality = fc.constantFrom('>' as const, '<' as const, '>=' as const, '<=' as const);
const condition: fc.Arbitrary<Query> = fc.oneof(
  pattern.map((one): Query => ({ kind: 'text', pattern: one })),
  fc
    .record({ field: fc.constantFrom(...SEARCH_TEXT_FIELDS), pattern, isWhole: fc.boolean() })
    .filter(({ field, pattern: { length } }) => (field !== 'type' && field !== 'status') || length > 1)
    .map(
      (one): Query => ({
        kind: 'field',
        ...one,
        isWhole: one.isWhole || !SEARCH_PROSE_FIELDS.some((prose) => prose === one.field),
      }),
    ),
  fc.record({
    kind: fc.constant('number' as const),
    field: fc.constantFrom(...SEARCH_NUMBER_FIELDS),
    comparison: fc.oneof(inequality, fc.constant('=' as const)),
    value: fc.nat(999_999_999),
  }),
  fc.record({ kind: fc.constant('age' as const), comparison: inequality, seconds: fc.nat(999_999) }),
  fc.record({
    kind: fc.constant('time' as const),
    bound: fc.constantFrom('after' as const, 'before' as const),
    at: fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
  }),
  fc.record({ kind: fc.constant('payload' as const), path, pattern }),
  fc.record({
    kind: fc.constant('payload_number' as const),
    path,
    comparison: inequality,
    value: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 4),
  }),
);
/** Trees in the one form that the parser makes: no `and` right under an `and`, none with a single term. */
const tree = fc.letrec<{ node: Query }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    tie('node').map((term): Query => ({ kind: 'not', term })),
    fc
      .record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        terms: fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
      })
      .filter(({ kind, terms }) => terms.every((term) => term.kind !== kind)),
  ),
})).node;

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is a word like any other', (word) => {
  expect(parseQuery(word)).toEqual({ kind: 'text', pattern: [word] });
  expect(() => parseQuery(`${word}:x`)).toThrow(QueryError);
});

test('a query that is printed reads as the same one', () => {
  const reads = fc.property(tree, (query) => {
    expect(parseQuery(printQuery(query))).toEqual(query);
  });
  fc.assert(reads, { numRuns: 2_000 });
});
