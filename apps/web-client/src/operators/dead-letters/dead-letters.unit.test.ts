import type { DeadLetter, DeadLetterList, TimelineEvent } from '@ballast/contracts/operators';
import { describe, expect, it } from 'vitest';
import { type Address, listParameters, readAddress, upToNewest, wholeQuery, writeAddress } from './address.ts';
import { gapsOf } from './attempt-scale.ts';
import { applyCompletion, completeQuery } from './complete-query.ts';
import { mergeNewest } from './merge-newest.ts';
import { toggled } from './use-picked.ts';

const PLAIN: Address = {
  q: '',
  state: 'pending',
  group: undefined,
  groups: 'active',
  letter: undefined,
  charts: false,
};

describe('the address', () => {
  it.each<Partial<Address>>([
    {},
    { q: 'type:poison OR "a b"', state: 'all' },
    { group: 'ab12', groups: 'ignored', letter: '42', charts: true },
  ])('of %o is read as it was written', (change) => {
    const address = { ...PLAIN, ...change };
    expect(readAddress(writeAddress(address))).toEqual(address);
  });

  it('that somebody made up is read as the plain one', () => {
    expect(readAddress('?state=gone&groups=none')).toEqual(PLAIN);
  });

  it('asks for all groups where none is chosen', () => {
    expect(listParameters({ ...PLAIN, group: 'all' }).toString()).toBe('status=pending');
    expect(listParameters({ ...PLAIN, group: 'ab', state: 'all', q: 'x' }).toString()).toBe('q=x&group=ab');
  });

  it('is one query for acts, whose OR does not reach over the group', () => {
    expect(wholeQuery({ ...PLAIN, group: 'ab', q: 'a OR b' })).toBe('group:ab status:pending (a OR b)');
    expect(wholeQuery({ ...PLAIN, group: 'ab', q: '(a)OR(b)' })).toBe('group:ab status:pending ((a)OR(b))');
    expect(wholeQuery({ ...PLAIN, group: 'all', state: 'all', q: 'a' })).toBe('(a)');
    expect(wholeQuery({ ...PLAIN, group: 'ab', q: ' ' })).toBe('group:ab status:pending');
  });

  it('all that match are pending, and none is newer than what is listed', () => {
    const letters = ['2026-11-27T09:41:00.000Z', '2026-11-27T09:41:00.007Z'].map((dlq_created_at) => ({
      dlq_created_at,
    }));
    const query = (address: Address) => wholeQuery(upToNewest(address, letters));
    expect(query({ ...PLAIN, group: 'ab', q: 'a OR b' })).toBe(
      'group:ab status:pending ((a OR b) before:2026-11-27T09:41:00.008Z)',
    );
    expect(query({ ...PLAIN, state: 'all' })).toBe('status:pending (before:2026-11-27T09:41:00.008Z)');
  });
});

describe('picking letters', () => {
  const pick = (...ids: string[]) => ({ ids: new Set(ids), all: undefined });
  const all = { kind: 'query', query: 'status:pending', count: 500 } as const;

  it('takes some in, and out when all of them are in', () => {
    expect(toggled(pick('1'), ['1', '2'])).toEqual(pick('1', '2'));
    expect(toggled(pick('1', '2', '3'), ['1', '2'])).toEqual(pick('3'));
  });

  it('never makes a letter the only one that is picked by taking it out of all that match', () => {
    expect(toggled({ ...pick('1', '2', '3'), all }, ['2'])).toEqual(pick('1', '3'));
    expect(toggled({ ...pick('1'), all }, ['9'])).toEqual(pick('1'));
  });
});

describe('completion', () => {
  const options = (text: string) => completeQuery(text, text.length, { subject: ['emailsend', 'a b'] }).options;
  const texts = (text: string) => options(text).map((one) => one.text);

  it.each([
    ['st', ['status:']],
    ['smtp (ty', ['type:']],
    ['-wor', ['worker:']],
    ['type:', ['transient', 'permanent', 'poison']],
    ['type:p', ['permanent', 'poison']],
    ['x subject:em', ['emailsend']],
    ['subject:"a', ['emailsend', '"a b"']],
    ['a o', ['OR']],
    ['o', []],
    ['"st', []],
    ['nowhere:x', []],
  ])('of %s offers %o', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  it.each([
    ['a sta b', 5, 'a status: b', 9],
    ['type:po', 7, 'type:poison ', 12],
    ['subject:"a', 10, 'subject:emailsend ', 18],
  ])('in %s at %d gives %s', (text, caret, after, at) => {
    const found = completeQuery(text, caret, { subject: ['emailsend'] });
    const option = found.options.find((one) => after.includes(one.text));
    expect(option && applyCompletion(text, found, option)).toEqual({ text: after, caret: at });
  });
});

describe('a first page that was asked for again', () => {
  const page = (ids: readonly number[], next: string | null = '0'): DeadLetterList => ({
    items: ids.map((id) => ({ id: String(id) }) as DeadLetter),
    next_cursor: next,
    is_partial: false,
  });
  const ids = (pages: readonly DeadLetterList[]) => pages.map(({ items }) => items.map(({ id }) => Number(id)));

  it('brings what came in, drops what no longer fits and keeps what lies further down', () => {
    expect(ids(mergeNewest([page([9, 8, 7]), page([6, 5, 4])], page([10, 9, 7])))).toEqual([
      [10, 9, 7],
      [6, 5, 4],
    ]);
    expect(ids(mergeNewest([page([9, 8, 7]), page([6, 5, 4])], page([9, 7, 6])))).toEqual([
      [9, 7, 6],
      [5, 4],
    ]);
  });

  it('begins anew when so much came in that it does not reach the old one, or when it is all there is', () => {
    expect(ids(mergeNewest([page([3, 2, 1])], page([99, 98, 97])))).toEqual([[99, 98, 97]]);
    expect(ids(mergeNewest([page([3, 2]), page([1])], page([2], null)))).toEqual([[2]]);
  });

  it('takes nothing away when the search ran out of time', () => {
    expect(ids(mergeNewest([page([3, 2, 1])], { ...page([3]), is_partial: true }))).toEqual([[3, 2, 1]]);
  });
});

describe('gaps of a timeline', () => {
  const event = (kind: TimelineEvent['kind'], seconds: number): TimelineEvent => ({
    kind,
    at: new Date(seconds * 1_000).toISOString(),
    title: '',
    generation: 0,
  });

  it('between attempts are all to one scale, and what is longer is drawn broken', () => {
    const [, first, second, third, long] = gapsOf([
      event('attempt_failed', 0),
      event('attempt_failed', 1),
      event('attempt_failed', 3),
      event('attempt_failed', 7),
      event('redriven', 2_000),
    ]);
    expect((second?.px ?? 0) / (first?.px ?? 1)).toBe(2);
    expect((third?.px ?? 0) / (first?.px ?? 1)).toBe(4);
    expect(long).toMatchObject({ isBroken: true, isBackOff: false });
  });
});
