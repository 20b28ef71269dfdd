import { expect, test } from 'vitest';
import { formatTally, sumTallies } from './tally.ts';

test('the last line adds up all suites', () => {
  const total = sumTallies([
    { passed: 5, failed: 0 },
    { passed: 120, failed: 2 },
    { passed: 0, failed: 1 },
  ]);
  expect(formatTally(total)).toBe('125 passed, 3 failed');
});
