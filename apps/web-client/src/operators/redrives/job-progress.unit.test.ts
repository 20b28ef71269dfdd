import { expect, it } from 'vitest';
import { secondsLeft, sentOf } from './job-progress.ts';

const counts = { waiting: 100, sent: 3, succeeded: 5, failed: 1, silent: 1, refused: 7, cancelled: 9 };

it.each([
  ['not measured yet', undefined, 10],
  ['slower than what is set', 2, 50],
  ['nothing, as between two waves', 0, 10],
])('the time left follows the rate that is measured: %s', (_, measured, seconds) => {
  expect(secondsLeft({ counts, rate_per_second: 10 }, measured)).toBe(seconds);
});

it('what was refused or cancelled was not sent', () => {
  expect(sentOf({ counts })).toBe(10);
});
