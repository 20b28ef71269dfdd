import { describe, expect, it } from 'vitest';
import { mayAct } from './roles.ts';
import { inOrder } from './use-steady-order.ts';

describe('mayAct', () => {
  it.each([
    ['viewer', 'admin', false],
    ['operator', 'admin', false],
    ['viewer', 'operator', false],
    ['admin', 'admin', true],
    ['admin', 'operator', true],
    ['operator', 'operator', true],
  ] as const)('%s, where it takes %s: %s', (role, needed, may) => {
    expect(mayAct({ name: 'ada', role }, needed)).toBe(may);
  });
});

describe('inOrder', () => {
  it('keeps rows in their places and puts new ones last', () => {
    expect(inOrder(['d', 'b', 'a', 'c'], (key) => key, ['a', 'b', 'gone'])).toEqual(['a', 'b', 'd', 'c']);
  });
});
