import { expect, test } from 'vitest';
import { orderLongFirst } from './long-first.ts';

const short = Array.from({ length: 20 }, (_, index) => `apps/a/src/${index}.integration.test.ts`);
const long = Array.from({ length: 5 }, (_, index) => `apps/a/src/${index}.long.integration.test.ts`);
const order = (files: readonly string[], seed: number) => orderLongFirst(files, (name) => name, seed);

test('files that take long start first, and none is left out', () => {
  const ordered = order([...short, ...long], 1);
  expect(ordered.slice(0, 5).sort()).toEqual(long);
  expect(ordered.slice(5).sort()).toEqual([...short].sort());
});

test('the seed alone decides the order among the others, and another seed changes it', () => {
  const ordered = order([...short, ...long], 1);
  expect(order([...long, ...short].reverse(), 1)).toEqual(ordered);
  const another = order([...short, ...long], 2);
  expect(another).not.toEqual(ordered);
  expect(another.slice(5)).not.toEqual(ordered.slice(5));
  expect(another.slice(0, 5)).not.toEqual(ordered.slice(0, 5));
});
