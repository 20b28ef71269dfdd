import { expect, test } from 'vitest';
import { assignWaves, waveSizes } from './waves.ts';

test('the sizes are filled in order, and the rest is the last wave', () => {
  expect(waveSizes(500, [1, 5, 25])).toEqual([1, 5, 25, 469]);
  expect(waveSizes(6, [1, 5, 25])).toEqual([1, 5]);
  expect(waveSizes(3, [1, 5, 25])).toEqual([1, 2]);
  expect(waveSizes(3, [])).toEqual([3]);
  expect(waveSizes(0, [1])).toEqual([]);
  expect(assignWaves(4, [1, 2])).toEqual([0, 1, 1, 2]);
});
