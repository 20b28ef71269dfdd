import { expect, it } from 'vitest';
import { pace } from './pace.ts';

const NOW = 1_000_000;
const HALF_LEFT = { limit: 60, remaining: 30, fullAt: NOW + 30_000 };
const FEW_LEFT = { limit: 60, remaining: 10, fullAt: NOW + 50_000 };

it.each([
  ['no limit is known', undefined, 1, NOW],
  ['any is left', { limit: 60, remaining: 1, fullAt: NOW + 59_000 }, 1, NOW],
  ['none is left: one part of the time for all', { limit: 60, remaining: 0, fullAt: NOW + 60_000 }, 1, NOW + 1_000],
  ['a long one costs what is left', HALF_LEFT, 1_000, NOW],
  ['a long one costs 20 more than is left', FEW_LEFT, 1_000, NOW + 20_000],
  ['one of 156 digits costs 8, and 10 are left', FEW_LEFT, 156, NOW],
  ['one alone is the limit', { limit: 1, remaining: 0, fullAt: NOW + 60_000 }, 1, NOW + 60_000],
  ['the limit is none at all', { limit: 0, remaining: 0, fullAt: NOW + 5_000 }, 1, NOW + 5_000],
  ['the time is over, or its clock is behind', { limit: 60, remaining: 0, fullAt: NOW - 1_000 }, 1, NOW],
])('the next goes in its time when %s', (_, allowance, digits, at) => {
  expect(pace(allowance, digits, NOW)).toBe(at);
});
