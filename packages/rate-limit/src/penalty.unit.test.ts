import { describe, expect, test } from 'vitest';
import { forgive, note, penaltyShapeOf, refuse } from './penalty.ts';

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
  let record = forgive(shape, undefined, START);
  for (let denial = 0; denial < count; denial += 1) record = refuse(shape, record, 0, START);
  return record;
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
    const again = refuse(shape, afterDenials(5), 0, START + 599 * SECOND);
    expect(forgive(shape, again, START + 1_000 * SECOND).strikes).toBe(1);
  });

  test('takes whatever was refused from memory before a refusal for one strike at most', () => {
    const { denials, strikes, until } = refuse(shape, forgive(shape, undefined, START), 5_000, START);
    expect([denials, strikes, until]).toEqual([0, 1, START + 60 * SECOND]);
  });

  test('does not begin with a request that passes, whatever was refused before it', () => {
    const noted = note(shape, forgive(shape, undefined, START), 5_000, START);
    expect([noted.denials, noted.strikes, noted.until]).toEqual([4, 0, 0]);
    expect(refuse(shape, noted, 0, START).strikes).toBe(1);
  });
});
