import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

/** Looks every `stepMs` and takes all there is; answers how many were taken at each look. */
function takings(rate: number, stepMs: number, untilMs: number): number[] {
  const bucket = new TokenBucket(rate, 0);
  const taken: number[] = [];
  for (let now = 0; now <= untilMs; now += stepMs) {
    const available = bucket.available(now);
    bucket.take(available);
    taken.push(available);
  }
  return taken;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

test.each([50, 3, 0.5, 1_000])('at %d a second, exactly that is given out, however it is asked', (rate) => {
  for (const stepMs of [7, 50, 200]) {
    const total = sum(takings(rate, stepMs, 100_000));
    expect(total).toBeGreaterThanOrEqual(Math.floor(rate * 99));
    expect(total).toBeLessThanOrEqual(rate * 100 + 1);
  }
});

test('a pause is made up for by a fifth of a second’s worth, not more; a new bucket does not burst', () => {
  const bucket = new TokenBucket(100, 0);
  expect(bucket.available(0)).toBe(1);
  expect(bucket.available(60_000)).toBe(21);
});
