import { QueryClient } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { waveStateOf } from './redrives/job-progress.ts';
import { refreshTopic } from './refresh.ts';
import { mayAct } from './roles.ts';
import { shortenId } from './short-id.tsx';
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

describe('shortenId', () => {
  it('leaves out the middle of what is long, and nothing of what is not', () => {
    expect(shortenId('0192f0c1-7b1e-7000-8000-0000000000ad')).toBe('0192f0c1…00ad');
    expect(shortenId('mail-server-away')).toBe('mail-server-away');
  });
});

describe('waveStateOf', () => {
  const wave = { succeeded: 0, failed: 0, silent: 0, refused: 0, sent: 0, waiting: 0, cancelled: 0, size: 5 };

  it('does not say that a wave passed of which some were never sent', () => {
    expect(waveStateOf({ ...wave, cancelled: 5 }, 0.2)).toBe('cancelled');
    expect(waveStateOf({ ...wave, succeeded: 3, cancelled: 2 }, 0.2)).toBe('cancelled');
    expect(waveStateOf({ ...wave, succeeded: 5 }, 0.2)).toBe('passed');
    expect(waveStateOf({ ...wave, failed: 3, cancelled: 2 }, 0.2)).toBe('failed');
  });
});
