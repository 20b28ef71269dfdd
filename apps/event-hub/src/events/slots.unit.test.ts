import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

test('as many run at once as there are slots, the others in the order in which they came', async () => {
  const slots = new Slots(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const works = [0, 1, 2, 3].map((nth) =>
    slots.run(() => {
      begun.push(nth);
      return new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  expect(begun).toEqual([0, 1]);
  expect(slots.load).toBe(4);

  ends[1]?.();
  await works[1];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const nth of [0, 2]) ends[nth]?.();
  await Promise.all([works[0], works[2]]);
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2, 3]);
  ends[3]?.();
  await Promise.all(works);
  expect(slots.load).toBe(0);
});

test('a work that fails gives its slot back', async () => {
  const slots = new Slots(1);
  await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await slots.run(async () => 'yes')).toBe('yes');
});
