import { expect, test } from 'vitest';
import { FollowedTotals } from './followed-totals.ts';

test('counts what was added since the first look, also past a total that began anew', () => {
  const totals = new FollowedTotals();
  const steps = [100, 100, 130, 7, 9].map((total) => totals.growth('in', total));
  expect(steps).toEqual([0, 0, 30, 7, 2]);
  expect(totals.growth('out', 1_000)).toBe(0);
});
