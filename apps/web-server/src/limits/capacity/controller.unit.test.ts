import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CapacityState, FULL_CAPACITY, type Load, nextCapacity } from './controller.ts';

const STEP_MS = 5_000;
const CALM: Load = { eventLoopDelayMs: 12, outboxAgeSeconds: 0, consumerLag: 0 };

function after(steps: number, load: Load, from: CapacityState = FULL_CAPACITY): CapacityState {
  let state = from;
  for (let step = 0; step < steps; step += 1) state = nextCapacity(state, load, step * STEP_MS);
  return state;
}

describe('one look at', () => {
  it.each<[string, Partial<Load>, number, number, string | undefined]>([
    ['a calm system leaves 1', {}, 1, 1, undefined],
    ['a delay below the threshold leaves 1', { eventLoopDelayMs: 199 }, 1, 1, undefined],
    ['a late event loop cuts', { eventLoopDelayMs: 200 }, 1, 0.7, 'all event loops are 200 ms late'],
    ['a very late event loop cuts deeper', { eventLoopDelayMs: 400 }, 1, 0.5, 'all event loops are 400 ms late'],
    ['an old outbox cuts', { outboxAgeSeconds: 31.4 }, 1, 0.7, 'the oldest outbox row has waited 31 s'],
    ['a backlog cuts', { consumerLag: 6_000 }, 0.5, 0.35, '6000 messages wait for a worker'],
    ['a backlog never cuts below 0.1', { consumerLag: 90_000 }, 0.1, 0.1, '90000 messages wait for a worker'],
    ['half a backlog holds', { consumerLag: 2_000 }, 0.5, 0.5, '2000 messages wait for a worker'],
    ['what cannot be read holds', { consumerLag: undefined }, 0.5, 0.5, 'the backlog of the workers cannot be read'],
    ['what cannot be read does not cut', { outboxAgeSeconds: undefined }, 1, 1, undefined],
    [
      'the worst of several counts',
      { eventLoopDelayMs: 210, consumerLag: 20_000 },
      1,
      0.5,
      'all event loops are 210 ms late',
    ],
  ])('%s', (_what, load, from, factor, reason) => {
    const next = nextCapacity({ ...FULL_CAPACITY, factor: from }, { ...CALM, ...load }, 0);
    expect(next.factor).toBe(factor);
    if (reason === undefined) expect(next.reasons).toEqual([]);
    else expect(next.reasons).toContain(reason);
  });
});

it('is down to a tenth within seven looks, and back only after half a minute of calm and eighteen steps', () => {
  const cut = after(7, { ...CALM, consumerLag: 5_000 });
  expect(cut.factor).toBe(0.1);
  expect(after(6, CALM, cut).factor).toBe(0.1);
  expect(after(7, CALM, cut).factor).toBe(0.15);
  expect(after(7, CALM, cut).reasons).toEqual(['it is given back step by step']);
  expect(after(23, CALM, cut).factor).toBeLessThan(1);
  expect(after(24, CALM, cut)).toMatchObject({ factor: 1, reasons: [] });
});

it('what cannot be read holds for three minutes, and then the others decide', () => {
  const broken: Load = { ...CALM, consumerLag: undefined };
  const cut: CapacityState = { ...FULL_CAPACITY, factor: 0.5 };
  const looks = (minutes: number) => (minutes * 60_000) / STEP_MS + 1;
  expect(after(looks(2.9), broken, cut)).toMatchObject({
    factor: 0.5,
    reasons: ['the backlog of the workers cannot be read'],
  });
  expect(after(looks(10), broken, cut)).toMatchObject({ factor: 1, reasons: [] });
  // One of the others is not calm.
  expect(after(looks(10), { ...broken, outboxAgeSeconds: 15 }, cut).factor).toBe(0.5);
  // Readable in between: the three minutes begin anew.
  const seen = nextCapacity(after(looks(2.9), broken, cut), { ...CALM, consumerLag: 2_000 }, 175_000);
  expect(nextCapacity(seen, broken, 300_000).factor).toBe(0.5);
  expect(nextCapacity(nextCapacity(seen, broken, 300_000), broken, 400_000)).toMatchObject({
    factor: 0.5,
    calmSinceMs: undefined,
  });
});

it('while nothing at all can be read it holds', () => {
  const nothing: Load = { eventLoopDelayMs: undefined, outboxAgeSeconds: undefined, consumerLag: undefined };
  expect(after(1_000, nothing, { ...FULL_CAPACITY, factor: 0.5 }).factor).toBe(0.5);
});

it('a load that swings around the threshold for calm gives nothing back', () => {
  let state: CapacityState = { ...FULL_CAPACITY, factor: 0.5 };
  for (let step = 0; step < 100; step += 1) {
    state = nextCapacity(state, { ...CALM, consumerLag: step % 4 === 0 ? 1_001 : 999 }, step * STEP_MS);
  }
  expect(state.factor).toBe(0.5);
});

it('stays between a tenth and one, falls only under load and rises only in calm, whatever comes', () => {
  const value = (most: number) => fc.option(fc.double({ min: 0, max: most, noNaN: true }), { nil: undefined });
  const loads = fc.array(
    fc.record({ eventLoopDelayMs: value(1_000), outboxAgeSeconds: value(120), consumerLag: value(20_000) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(loads, (all) => {
      let state = FULL_CAPACITY;
      for (const [index, load] of all.entries()) {
        const next = nextCapacity(state, load, index * STEP_MS);
        expect(next.factor).toBeGreaterThanOrEqual(0.1);
        expect(next.factor).toBeLessThanOrEqual(1);
        if (next.factor > state.factor) expect(next.calmSinceMs).toBeDefined();
        if (next.factor < state.factor) expect(next.reasons).not.toEqual([]);
        state = next;
      }
    }),
  );
});
