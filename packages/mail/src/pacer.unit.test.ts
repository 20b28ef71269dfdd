import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

function createClock() {
  const clock = {
    ms: 0,
    slept: [] as number[],
    now: () => clock.ms,
    sleep: async (ms: number) => {
      clock.slept.push(ms);
    },
  };
  return clock;
}

test('callers who come together are spaced evenly, the first goes at once', async () => {
  const clock = createClock();
  const pacer = new Pacer(50, clock);
  for (let nth = 0; nth < 4; nth += 1) await pacer.turn();
  expect(clock.slept).toEqual([20, 40, 60]);
});

test('idle time is not saved up for a burst', async () => {
  const clock = createClock();
  const pacer = new Pacer(10, clock);
  await pacer.turn();
  clock.ms = 60_000;
  await pacer.turn();
  await pacer.turn();
  expect(clock.slept).toEqual([100]);
});

test('a caller who gives up rejects', async () => {
  const pacer = new Pacer(0.1);
  await pacer.turn();
  await expect(pacer.turn(AbortSignal.timeout(5))).rejects.toThrow();
});
