import { RateLimitError } from '@ballast/rate-limit';
import { expect, test } from 'vitest';
import { toProblem } from './to-problem.ts';

test('what needs the limits’ store while it is away is possible later', () => {
  const { status, code, options } = toProblem(new RateLimitError('store_unavailable', 'Redis is away'));
  expect([status, code, options.retryAfterSeconds]).toEqual([503, 'unavailable', 2]);
});

test('a check that is none is our own mistake', () => {
  expect(toProblem(new RateLimitError('bad_check', 'no cost: 0')).status).toBe(500);
});
