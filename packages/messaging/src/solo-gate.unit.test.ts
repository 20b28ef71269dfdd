import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SoloGate } from './solo-gate.ts';

test('many are inside at once, until one comes that wants to be alone: it waits for them, and others for it', async () => {
  const gate = new SoloGate();
  const entered: string[] = [];
  const enter = async (name: string, alone: boolean) => {
    const leave = await gate.enter(alone);
    entered.push(name);
    return leave;
  };
  const [a, b] = await Promise.all([enter('a', false), enter('b', false)]);
  const solo = enter('solo', true);
  const later = enter('later', false);
  a();
  a();
  await turn();
  expect(entered).toEqual(['a', 'b']);
  b();
  const leaveSolo = await solo;
  await turn();
  expect(entered).toEqual(['a', 'b', 'solo']);
  leaveSolo();
  (await later)();
  expect(entered).toEqual(['a', 'b', 'solo', 'later']);
});

test('whatever the order: whoever is alone is alone, and everybody gets in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 40 }), fc.scheduler(), async (wishes, scheduler) => {
      const gate = new SoloGate();
      let inside = 0;
      let alone = 0;
      let passed = 0;
      const all = Promise.all(
        wishes.map(async (wish) => {
          const leave = await gate.enter(wish);
          inside += 1;
          alone += wish ? 1 : 0;
          expect(alone === 0 || inside === 1).toBe(true);
          await scheduler.schedule(Promise.resolve());
          inside -= 1;
          alone -= wish ? 1 : 0;
          passed += 1;
          leave();
        }),
      );
      await scheduler.waitFor(all);
      expect(passed).toBe(wishes.length);
    }),
    { numRuns: 50 },
  );
});
