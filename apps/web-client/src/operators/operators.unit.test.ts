import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { refreshTopic } from './refresh.ts';
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

describe('a hint', () => {
  it('renews what is of its topic, save a list that somebody has gone on in', async () => {
    const queries = new QueryClient();
    const list = (pages: number) => ({ pages: Array.from({ length: pages }, () => []), pageParams: [] });
    const known: Readonly<Record<string, unknown>> = { figure: 1, begun: list(1), long: list(2) };
    for (const [name, data] of Object.entries(known)) queries.setQueryData(['operators', 'audit', name], data);
    queries.setQueryData(['operators', 'jobs'], 1);
    await refreshTopic(queries, 'audit');
    const renewed = queries
      .getQueryCache()
      .getAll()
      .filter(({ state }) => state.isInvalidated);
    expect(renewed.map(({ queryKey }) => queryKey.at(-1))).toEqual(['figure', 'begun']);
  });
});
