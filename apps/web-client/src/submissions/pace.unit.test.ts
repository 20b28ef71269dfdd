import { expect, it } from 'vitest';
import { pace } from './pace.ts';

const NOW = 1_000_000;

it.each([
  ['no limit is known', undefined, NOW],
  ['any is left', { limit: 60, remaining: 1, fullAt: NOW + 59_000 }, NOW],
  ['none is left: one part of the time for all', { limit: 60, remaining: 0, fullAt: NOW + 60_000 }, NOW + 1_000],
  ['one alone is the limit', { limit: 1, remaining: 0, fullAt: NOW + 60_000 }, NOW + 60_000],
  ['the limit is none at all', { limit: 0, remaining: 0, fullAt: NOW + 5_000 }, NOW + 5_000],
  ['the time is over, or its clock is behind', { limit: 60, remaining: 0, fullAt: NOW - 1_000 }, NOW],
])('the next goes in its time when %s', (_, allowance, at) => {
  expect(pace(allowance, NOW)).toBe(at);
});
