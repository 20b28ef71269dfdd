import type { PrimeCheck } from '@ballast/contracts';
import { describe, expect, it } from 'vitest';
import {
  EVERYTHING,
  filterQuery,
  isSameFilter,
  isShown,
  type ResultsFilter,
  readFilter,
  SHOWN,
  writeFilter,
} from './results-filter.ts';

function check(rest: Partial<PrimeCheck>): PrimeCheck {
  const known = { id: '00000000-0000-7000-8000-000000000001', number: '97', created_at: '2026-11-23T12:00:00.000Z' };
  return { ...known, status: 'completed', ...rest };
}
const PRIME = check({ is_prime: true, certainty: 'proven' });
const COMPOSITE = check({ number: '98', is_prime: false, certainty: 'proven' });
const CHECKING = check({ status: 'processing' });
const FAILED = check({ status: 'failed' });

describe('a filter', () => {
  it.each(SHOWN.flatMap((shown) => [undefined, '0', '97'].map((number) => ({ shown, number }))))(
    'is read from the address it was written to: %j',
    (filter) => {
      expect(readFilter(writeFilter(filter))).toEqual(filter);
    },
  );

  it('leaves no mark in the address where everything is shown', () => {
    expect(writeFilter(EVERYTHING)).toBe('');
  });

  it.each([
    '?show=nonsense',
    '?show=',
    '?number=',
    '?number=007',
    '?number=-1',
    '?number=1e5',
    `?number=${'9'.repeat(10_001)}`,
    '?letter=97',
    '',
  ])('that is none is left out: %.30s', (search) => {
    expect(readFilter(search)).toEqual(EVERYTHING);
  });

  it('is the same as one of the same kind and number, and as no other', () => {
    const one: ResultsFilter = { shown: 'prime', number: '97' };
    expect(isSameFilter(one, { ...one })).toBe(true);
    expect(isSameFilter(one, { ...one, number: undefined })).toBe(false);
    expect(isSameFilter(one, { ...one, shown: 'all' })).toBe(false);
  });
});

describe('what is shown', () => {
  it.each([
    ['all', [PRIME, COMPOSITE, CHECKING, FAILED]],
    ['prime', [PRIME]],
    ['not-prime', [COMPOSITE]],
    ['checking', [CHECKING]],
    ['failed', [FAILED]],
  ] as const)('as %s', (shown, expected) => {
    const all = [PRIME, COMPOSITE, CHECKING, FAILED];
    expect(all.filter((one) => isShown({ shown, number: undefined }, one))).toEqual(expected);
  });

  it('of one number is of this very number alone', () => {
    const shown = [PRIME, COMPOSITE, check({ number: '970' })].filter((one) =>
      isShown({ shown: 'all', number: '97' }, one),
    );
    expect(shown).toEqual([PRIME]);
  });
});

describe('the server is asked', () => {
  it.each([
    [EVERYTHING, {}],
    [{ shown: 'prime', number: undefined }, { is_prime: 'true' }],
    [
      { shown: 'not-prime', number: '98' },
      { is_prime: 'false', number: '98' },
    ],
    [{ shown: 'checking', number: undefined }, { status: 'processing' }],
    [{ shown: 'failed', number: undefined }, { status: 'failed' }],
  ] as const)('for %j with %j', (filter, query) => {
    expect(filterQuery(filter)).toEqual(query);
  });
});
