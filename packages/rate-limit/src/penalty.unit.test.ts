import { describe, expect, test } from 'vitest';
import { forgive, hold, penaltyShapeOf } from './penalty.ts';

const shape = penaltyShapeOf({
  kind: 'ip',
  afterDenials: 5,
  baseSeconds: 60,
  factor: 2,
  ceilingSeconds: 300,
  decaySeconds: 600,
});
const SECOND = 1_000_000;
const START = 1_800_000_000 * SECOND;

function afterDenials(count: number) {
  return hold(shape, forgive(shape, undefined, START), count, START);
}

describe('a penalty', () => {
  test.each([
    [4, 0],
    [5, 60],
    [9, 60],
    [10, 120],
    [15, 240],
    [20, 300],
    [5_000, 300],
  ])('after %i denials blocks for %i s', (denials, seconds) => {
    const { until } = afterDenials(denials);
    expect(until).toBe(seconds === 0 ? 0 : START + seconds * SECOND);
  });

  test('is forgotten by a strike for each quiet spell, however many denials there were', () => {
    const strikesLater = (seconds: number) => forgive(shape, afterDenials(5_000), START + seconds * SECOND).strikes;
    expect([0, 599, 600, 1_200, 2_400, 9_999].map(strikesLater)).toEqual([4, 4, 3, 2, 0, 0]);
  });

  test('counts the quiet spell from the last denial, not from the first', () => {
    const again = hold(shape, afterDenials(5), 1, START + 599 * SECOND);
    expect(forgive(shape, again, START + 1_000 * SECOND).strikes).toBe(1);
  });
});
