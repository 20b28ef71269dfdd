import { expect, test } from 'vitest';
import { breakerHealth } from './breaker-health.ts';

const closed = { dependency: 'mysql', state: 'closed' } as const;
const open = {
  dependency: 'smtp',
  state: 'open',
  reason: 'rejected_temporary: the words of the server',
  since: '2026-01-01T00:00:00.000Z',
  next_probe_at: '2026-01-01T00:00:30.000Z',
} as const;

test('a consumer is degraded while a breaker is open: with what is missing, since when, and the next probe', () => {
  expect(breakerHealth([closed, open])).toEqual({
    status: 'degraded',
    error: 'smtp since 2026-01-01T00:00:00.000Z (rejected_temporary), next probe at 2026-01-01T00:00:30.000Z',
  });
});

test('it is in order when all are closed, or one message is being tried', () => {
  expect(breakerHealth([])).toEqual({ status: 'ok' });
  expect(breakerHealth([closed, { ...open, state: 'half_open' }])).toEqual({ status: 'ok' });
});
