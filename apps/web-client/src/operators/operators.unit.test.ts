import { describe, expect, it } from 'vitest';
import { whyClosed } from './roles.ts';
import { inOrder } from './use-steady-order.ts';

describe('whyClosed', () => {
  it.each([
    ['viewer', 'admin', 'Only admins change modes; you are a viewer.'],
    ['operator', 'admin', 'Only admins change modes; you are an operator.'],
    ['viewer', 'operator', 'Only operators and admins change modes; you are a viewer.'],
    ['admin', 'admin', undefined],
    ['admin', 'operator', undefined],
    ['operator', 'operator', undefined],
  ] as const)('%s, where it takes %s: %s', (role, needed, words) => {
    expect(whyClosed({ name: 'ada', role }, needed, 'change modes')).toBe(words);
  });
});

describe('inOrder', () => {
  it('keeps rows in their places and puts new ones last', () => {
    expect(inOrder(['d', 'b', 'a', 'c'], (key) => key, ['a', 'b', 'gone'])).toEqual(['a', 'b', 'd', 'c']);
  });
});
