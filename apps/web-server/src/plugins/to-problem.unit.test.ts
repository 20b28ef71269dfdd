import { ActError } from '@ballast/dead-letters';
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

test('an act over more letters than one may take is refused with what to do, in its own words', () => {
  const { status, code, message } = toProblem(new ActError('too_many', 'The search finds more than 100,000 letters'));
  expect([status, code, message]).toEqual([400, 'invalid_request', 'The search finds more than 100,000 letters']);
});
