import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

function createClock() {
  const clock = {
    ms: 0,
    now: () => clock.ms,
    sleep: async (ms: number) => {
      // Whoever has just had a turn looks at the clock before it goes on.
      await new Promise(setImmediate);
      clock.ms += ms;
    },
  };
  return clock;
}

/** The times at which `count` callers who came together had their turns. */
async function turns(pacer: Pacer, clock: { ms: number }, count: number): Promise<number[]> {
  return await Promise.all(Array.from({ length: count }, () => pacer.turn().then(() => clock.ms)));
}

test('callers who come together are spaced evenly, in their order, the first at once', async () => {
  const clock = createClock();
  expect(await turns(new Pacer(50, clock), clock, 4)).toEqual([0, 20, 40, 60]);
});

test('idle time is not saved up for a burst', async () => {
  const clock = createClock();
  const pacer = new Pacer(10, clock);
  await pacer.turn();
  clock.ms = 60_000;
  expect(await turns(pacer, clock, 2)).toEqual([60_000, 60_100]);
});

test('a caller who gives up rejects, and the next in line has its turn', async () => {
  const pacer = new Pacer(20);
  const startedAt = performance.now();
  await pacer.turn();
  const impatience = new AbortController();
  const gaveUp = Promise.allSettled(Array.from({ length: 400 }, () => pacer.turn(impatience.signal)));
  const patient = pacer.turn();
  impatience.abort();
  expect((await gaveUp).every(({ status }) => status === 'rejected')).toBe(true);
  await patient;
  // 400 turns that nobody took would have been 20 s.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('a caller who has given up before it came is not let through', async () => {
  await expect(new Pacer(10).turn(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
});
