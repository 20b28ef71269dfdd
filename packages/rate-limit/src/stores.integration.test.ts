import { createLogger } from '@ballast/telemetry';
import { createNamespace, testServers, until } from '@ballast/testkit';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BucketModel, type ModelBucket } from '../test/bucket-model.ts';
import { needOf, shapeOf } from './bucket.ts';
import { LocalStore } from './local-store.ts';
import { penaltyShapeOf } from './penalty.ts';
import type { Penalty } from './policy.ts';
import { RedisStore } from './redis-store.ts';
import type { TakeReply, TakeRequest } from './take.ts';

// One suite that both stores pass: whatever happens, they say what the model says, to the last unit.

interface Store {
  take(request: TakeRequest): TakeReply | Promise<TakeReply>;
  peek(request: TakeRequest): TakeReply | Promise<TakeReply>;
}

const START_US = 1_800_000_000_000_000;
const clock = { us: START_US, nowUs: () => clock.us };

// One for all stories, since each has keys of its own.
const localStore = new LocalStore(clock.nowUs);
let redisStore: RedisStore;
beforeAll(async () => {
  const { host, port } = testServers().redis;
  const logger = createLogger({ service: 'test', level: 'silent' });
  redisStore = new RedisStore({ host, port, connections: 1, deadlineMs: 20_000, clock, logger }, 'probe');
  await until(() => redisStore.state().state === 'redis');
});
afterAll(() => redisStore.close());

const STORES: Record<'Redis' | 'memory', () => Store> = {
  Redis: () => redisStore,
  memory: () => localStore,
};

interface Tier {
  readonly limit: number;
  readonly burst: number;
  readonly windowSeconds: number;
}

interface Step {
  /** The clock between the last request and this one: it may also go back. */
  readonly passedUs: number;
  readonly costs: readonly number[];
  /** Of which buckets it needs tokens. */
  readonly wants: readonly boolean[];
  readonly told: number;
  readonly isPeek: boolean;
  /** Whether what it took is given back (in full, or more than was taken where it was refused: it never overflows). */
  readonly isGivenBack: boolean;
  /** A limit that is changed before it. */
  readonly change: { readonly index: number; readonly limit: number; readonly burst: number } | null;
}

interface Story {
  readonly tiers: readonly Tier[];
  readonly penalty: Penalty | null;
  readonly blames: readonly boolean[];
  readonly steps: readonly Step[];
}

const MOST = 4;
const tokens = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 1_000 }));
const tier: fc.Arbitrary<Tier> = fc.record({
  limit: tokens,
  burst: tokens,
  windowSeconds: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 86_400 })),
});
const penalty: fc.Arbitrary<Penalty> = fc
  .record({
    afterDenials: fc.integer({ min: 1, max: 5 }),
    baseSeconds: fc.integer({ min: 1, max: 60 }),
    factor: fc.integer({ min: 1, max: 5 }),
    more: fc.integer({ min: 0, max: 3_600 }),
    decaySeconds: fc.integer({ min: 1, max: 600 }),
  })
  .map(({ more, ...rest }) => ({ kind: 'ip', ...rest, ceilingSeconds: rest.baseSeconds + more }));
const passing = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 50 }),
  fc.integer({ min: 0, max: 2_000_000 }),
  fc.integer({ min: 0, max: 3_600_000_000 }),
  fc.integer({ min: -5_000_000, max: 0 }),
  fc.integer({ min: -600_000_000, max: 600_000_000 }),
);
const step: fc.Arbitrary<Step> = fc.record({
  passedUs: passing,
  costs: fc.array(tokens, { minLength: MOST, maxLength: MOST }),
  wants: fc.array(fc.boolean(), { minLength: MOST, maxLength: MOST }),
  told: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
  isPeek: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  isGivenBack: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  change: fc.oneof(
    { weight: 9, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ index: fc.integer({ min: 0, max: MOST - 1 }), limit: tokens, burst: tokens }) },
  ),
});
const story: fc.Arbitrary<Story> = fc.record({
  tiers: fc.array(tier, { minLength: 1, maxLength: MOST }),
  penalty: fc.option(penalty),
  blames: fc.array(fc.boolean(), { minLength: MOST, maxLength: MOST }),
  steps: fc.array(step, { minLength: 1, maxLength: 40 }),
});

function toModelBucket({ limit, burst, windowSeconds }: Tier): ModelBucket {
  return { limit: BigInt(limit), burst: BigInt(burst), windowUs: BigInt(windowSeconds) * 1_000_000n };
}

function createModel({ tiers, penalty, blames }: Story): BucketModel {
  const buckets = new Map(tiers.map((one, index) => [String(index), toModelBucket(one)]));
  if (penalty === null) return new BucketModel(buckets, undefined);
  return new BucketModel(buckets, {
    afterDenials: BigInt(penalty.afterDenials),
    baseUs: BigInt(penalty.baseSeconds) * 1_000_000n,
    factor: BigInt(penalty.factor),
    ceilingUs: BigInt(penalty.ceilingSeconds) * 1_000_000n,
    decayUs: BigInt(penalty.decaySeconds) * 1_000_000n,
    blames: new Set(blames.flatMap((isBlamed, index) => (isBlamed ? [String(index)] : []))),
  });
}

/** Tells the story to a store and to the model, and compares every answer. */
async function compare(store: Store, told: Story): Promise<void> {
  const prefix = `${createNamespace()}{ratelimit}:`;
  const model = createModel(told);
  const tiers = [...told.tiers];
  clock.us = START_US;
  for (const { passedUs, costs, wants, told: refusals, isPeek, isGivenBack, change } of told.steps) {
    clock.us += passedUs;
    const changed = change === null ? undefined : tiers[change.index];
    if (change !== null && changed !== undefined) {
      tiers[change.index] = { ...changed, limit: change.limit, burst: change.burst };
      model.change(String(change.index), toModelBucket({ ...changed, limit: change.limit, burst: change.burst }));
    }
    const chosen = [...tiers.keys()].filter((index) => wants[index] === true);
    if (chosen.length === 0) chosen.push(0);
    const request: TakeRequest = {
      buckets: chosen.map((index) => {
        const { limit, burst, windowSeconds } = tiers[index] as Tier;
        const shape = shapeOf(limit, burst, windowSeconds);
        const need = needOf(shape, costs[index] ?? 1);
        return { key: `${prefix}${index}`, shape, need, blames: told.penalty !== null && told.blames[index] === true };
      }),
      ...(told.penalty === null
        ? {}
        : { penalty: { key: `${prefix}penalty`, shape: penaltyShapeOf(told.penalty), told: refusals } }),
    };
    // A look in between changes nothing, whatever it sees.
    if (isPeek) await store.peek(request);

    const reply = await store.take(request);
    const expected = model.take(
      {
        costs: new Map(chosen.map((index) => [String(index), BigInt(costs[index] ?? 1)])),
        told: told.penalty === null ? 0n : BigInt(refusals),
      },
      BigInt(clock.us),
    );
    expect({
      ...reply,
      levels: reply.levels.map(BigInt),
      blockedUs: BigInt(reply.blockedUs),
      denials: BigInt(reply.denials),
    }).toEqual({
      ...expected,
      levels: chosen.map((index) => expected.levels.get(String(index))),
    });
    if (isGivenBack) {
      await store.take({ buckets: request.buckets.map((bucket) => ({ ...bucket, need: -bucket.need })) });
      model.giveBack(new Map(chosen.map((index) => [String(index), BigInt(costs[index] ?? 1)])), BigInt(clock.us));
    }
  }
}

describe.each(['Redis', 'memory'] as const)('buckets in %s', (name) => {
  test('do what the model does, with several limits, costs, penalties, changed limits, and a clock that jumps', async () => {
    await fc.assert(
      fc.asyncProperty(story, (told) => compare(STORES[name](), told)),
      { numRuns: 300 },
    );
  }, 120_000);

  test('never let more pass than the burst and what came back, whatever the clocks of instances say', async () => {
    const attempt = fc.record({
      passedUs: fc.integer({ min: 0, max: 20_000_000 }),
      skewUs: fc.integer({ min: -30_000_000, max: 0 }),
    });
    await fc.assert(
      fc.asyncProperty(
        tier,
        fc.array(attempt, { maxLength: 60 }),
        async ({ limit, burst, windowSeconds }, attempts) => {
          const store = STORES[name]();
          const key = `${createNamespace()}{ratelimit}:skew`;
          const shape = shapeOf(limit, burst, windowSeconds);
          let us = START_US;
          let taken = 0n;
          for (const { passedUs, skewUs } of attempts) {
            us += passedUs;
            clock.us = us + skewUs;
            const reply = await store.take({ buckets: [{ key, shape, need: shape.unit, blames: false }] });
            if (reply.allowed) taken += BigInt(shape.unit);
          }
          expect(taken <= BigInt(shape.capacity) + BigInt(limit) * BigInt(us - (START_US - 30_000_000))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  test('go on at once where the clock was set back by an hour, and nobody is blocked for longer than the ceiling', async () => {
    const store = STORES[name]();
    const prefix = `${createNamespace()}{ratelimit}:back`;
    const shape = shapeOf(60, 60, 60);
    const take = (key: string, need: number) => store.take({ buckets: [{ key, shape, need, blames: false }] });
    const penaltyShape = penaltyShapeOf({
      kind: 'ip',
      afterDenials: 1,
      baseSeconds: 60,
      factor: 2,
      ceilingSeconds: 60,
      decaySeconds: 600,
    });
    const offend = (need: number) =>
      store.take({
        buckets: [{ key: `${prefix}:offender`, shape, need, blames: true }],
        penalty: { key: `${prefix}:penalty`, shape: penaltyShape, told: 0 },
      });
    clock.us = START_US;
    await take(`${prefix}:spent`, shape.capacity);
    await offend(shape.capacity);
    expect(await offend(shape.unit)).toMatchObject({ allowed: false, blockedUs: 60_000_000 });

    clock.us -= 3_600_000_000;
    expect(await take(`${prefix}:spent`, shape.unit)).toMatchObject({ allowed: false, levels: [0] });
    expect(await offend(shape.unit)).toMatchObject({ allowed: false, blockedUs: 60_000_000 });
    clock.us += 1_000_000;
    expect(await take(`${prefix}:spent`, shape.unit)).toMatchObject({ allowed: true, levels: [0] });
    clock.us += 59_000_000;
    expect(await offend(shape.unit)).toMatchObject({ allowed: true });
  });

  test('stays exact at the largest numbers that a policy may have', async () => {
    const windowSeconds = 86_400;
    const burst = Math.floor(Number.MAX_SAFE_INTEGER / 2 / (windowSeconds * 1_000_000)) - 1;
    const once: Step = {
      passedUs: 1,
      costs: [1, 1, 1, 1],
      wants: [true],
      told: 0,
      isPeek: false,
      isGivenBack: false,
      change: null,
    };
    const tiers = [{ limit: burst, burst, windowSeconds }];
    await compare(STORES[name](), { tiers, penalty: null, blames: [], steps: Array(50).fill(once) });
  });

  test('a store that is not asked for a token has all of them', async () => {
    const shape = shapeOf(60, 60, 60);
    const key = `${createNamespace()}{ratelimit}:peek`;
    const request = { buckets: [{ key, shape, need: shape.unit, blames: false }] };
    const store = STORES[name]();
    for (let look = 0; look < 3; look += 1) {
      expect(await store.peek(request)).toEqual({
        allowed: true,
        blockedUs: 0,
        denials: 0,
        levels: [shape.capacity],
      });
    }
  });
});
