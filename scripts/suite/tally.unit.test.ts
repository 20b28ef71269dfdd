import { expect, test } from 'vitest';
import { formatTally, sumTallies } from './tally.ts';

test('the last line adds up all suites', () => {
  const total = sumTallies([
    { passed: 5, failures: [] },
    { passed: 120, failures: ['one', 'another'] },
    { passed: 0, failures: ['a third'] },
  ]);
  expect(formatTally(total)).toBe('125 passed, 3 failed');
  expect(total.failures).toEqual(['one', 'another', 'a third']);
});
