import { expect, it } from 'vitest';
import { createRandomIds } from './random-ids.ts';

it('gives ids of the length asked for, each another one, across many fillings of its pool', () => {
  const randomId = createRandomIds();
  const ids = Array.from({ length: 5_000 }, (_, index) => randomId(index % 2 === 0 ? 8 : 16));
  expect(new Set(ids).size).toBe(5_000);
  expect(ids.every((id, index) => id.length === (index % 2 === 0 ? 16 : 32) && /^[0-9a-f]+$/.test(id))).toBe(true);
});
