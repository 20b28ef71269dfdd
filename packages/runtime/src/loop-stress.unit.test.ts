import { createLogger } from '@ballast/telemetry';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLoop } from './loop.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

/** How one run goes: how many turns of the event loop it takes, and whether it fails. */
const runs = fc.array(fc.record({ turns: fc.nat(3), fails: fc.boolean() }), { minLength: 1, maxLength: 8 });
const commands = fc.array(
  fc.oneof(
    fc.constantFrom('start' as const, 'wake' as const, 'stop' as const, 'await stop' as const),
    fc.record({ turns: fc.integer({ min: 1, max: 4 }) }),
  ),
  { minLength: 5, maxLength: 30 },
);

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('a loop under random starts, stops and wake-ups', () => {
  it('never runs twice at a time, and when a stop resolves nothing is running nor will be', async () => {
    let totalRuns = 0;
    let stopsChecked = 0;
    await fc.assert(
      fc.asyncProperty(commands, runs, async (script, behaviours) => {
        let running = 0;
        let begun = 0;
        let starts = 0;
        const loop = createLoop({
          name: 'l',
          intervalMs: 0,
          logger,
          runOnce: async () => {
            running += 1;
            expect(running).toBe(1);
            const { turns: length, fails } = behaviours[begun++ % behaviours.length] ?? { turns: 0, fails: false };
            await turns(length);
            running -= 1;
            // A failure in every run would spend the test in error pauses; one in a while is enough.
            if (fails && begun % 7 === 0) throw new Error('broken');
          },
        });
        const stop = async () => {
          const startsBefore = starts;
          await loop.stop();
          // Started again in the meantime: then a run may have begun already.
          if (starts !== startsBefore) return;
          stopsChecked += 1;
          expect(running).toBe(0);
          const begunBefore = begun;
          await turns(2);
          if (starts === startsBefore) expect(begun).toBe(begunBefore);
        };
        const pending: Promise<void>[] = [];
        for (const command of script) {
          if (command === 'start') {
            starts += 1;
            loop.start();
          } else if (command === 'wake') loop.wake();
          else if (command === 'stop') pending.push(stop());
          else if (command === 'await stop') await stop();
          else await turns(command.turns);
        }
        await stop();
        await Promise.all(pending);
        expect(running).toBe(0);
        totalRuns += begun;
      }),
      { numRuns: 300 },
    );
    // The property must have been put to the test: loops that never ran would satisfy it.
    expect(totalRuns).toBeGreaterThan(300);
    expect(stopsChecked).toBeGreaterThan(300);
  });

  it('runs after every wake-up: none given after a run began is lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }), fc.nat(3), async (gaps, length) => {
        let begun = 0;
        const runOnce = async () => {
          begun += 1;
          await turns(length);
        };
        const loop = createLoop({ name: 'l', intervalMs: 3_600_000, runOnce, logger });
        loop.start();
        await turns(1);
        for (const gap of gaps) {
          const before = begun;
          loop.wake();
          await turns(gap);
          // At most one run under way, its end, and the turn before the next.
          if (gap === 0) continue;
          await turns(2 * length + 3);
          expect(begun).toBeGreaterThan(before);
        }
        await loop.stop();
      }),
      { numRuns: 100 },
    );
  });
});
