import fc from 'fast-check';
import { expect, it } from 'vitest';
import { costByDigits } from './cost-by-digits.ts';

it.each([
  [1, 1],
  [20, 1],
  [78, 1],
  [79, 2],
  [156, 8],
  [234, 27],
  [1_000, 30],
  [10_000, 30],
])('a number of %i digits costs %i', (digits, cost) => {
  expect(costByDigits(digits, 60)).toBe(cost);
});

it('grows with the number, and can always be paid out of a full bucket', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 5_000 }), (digits, limit) => {
      const cost = costByDigits(digits, limit);
      expect(cost).toBeGreaterThanOrEqual(1);
      expect(cost).toBeLessThanOrEqual(limit);
      expect(costByDigits(digits + 1, limit)).toBeGreaterThanOrEqual(cost);
    }),
  );
});
