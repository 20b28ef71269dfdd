import { createNamespace, testServers, until } from '@ballast/testkit';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { ENDPOINT, global, perIp, perUser, primeCheck, signIn } from '../test/policies.ts';
import { startLimiter } from '../test/start-limiter.ts';
import type { Check, Decision } from './decision.ts';
import type { Limit, Policy } from './policy.ts';
import { RedisStore } from './redis-store.ts';

const { port } = testServers().redis;
let redis: Redis;
beforeAll(() => {
  redis = new Redis({ host: '127.0.0.1', port });
});
afterAll(() => {
  redis.disconnect();
});

/** A clock that stands still until it is told. */
function stoppedClock() {
  let us = 1_800_000_000_000_000;
  return {
    nowUs: () => us,
    pass: (seconds: number) => {
      us += seconds * 1_000_000;
    },
  };
}

const byIp = (ip: string): Check => ({ policy: primeCheck, endpoint: ENDPOINT, buckets: [{ limit: perIp, id: ip }] });
const byAll = (ip: string, user: string): Check => ({
  policy: primeCheck,
  endpoint: ENDPOINT,
  buckets: [
    { limit: perIp, id: ip },
    { limit: perUser, id: user },
    { limit: global, id: 'all' },
  ],
});
const signInFrom = (ip: string): Check => ({
  policy: signIn,
  endpoint: 'POST /users/login',
  buckets: signIn.limits.map((limit) => ({ limit, id: ip })),
});

async function keysOf(namespace: string): Promise<string[]> {
  const found: string[] = [];
  for await (const page of redis.scanStream({ match: `${namespace}*`, count: 1_000 })) found.push(...page);
  return found;
}

async function redisSeconds(): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) + Number(microseconds) / 1_000_000;
}

describe('buckets', () => {
  test('of 2,000 concurrent calls on a fresh 60/min bucket exactly 60 pass', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });

    const decisions = await Promise.all(Array.from({ length: 2_000 }, () => limiter.check(byIp('192.0.2.1'))));

    expect(decisions.filter((decision) => decision.allowed)).toHaveLength(60);
    expect(decisions.filter(({ source }) => source !== 'redis' && source !== 'denied_before')).toEqual([]);
  });

  test('by the clock of Redis, 60 pass and one more for each second that Redis saw go by', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace() });

    const before = await redisSeconds();
    const decisions = await Promise.all(Array.from({ length: 2_000 }, () => limiter.check(byIp('192.0.2.1'))));
    const elapsed = (await redisSeconds()) - before;

    const passed = decisions.filter((decision) => decision.allowed).length;
    expect(passed).toBeGreaterThanOrEqual(60);
    expect(passed).toBeLessThanOrEqual(60 + Math.floor(elapsed));
  });

  test('several instances share a bucket: together they let pass what one would', async () => {
    const shared = { port, namespace: createNamespace(), clock: stoppedClock() };
    const instances = await Promise.all([startLimiter(shared), startLimiter(shared), startLimiter(shared)]);

    const decisions = await Promise.all(
      Array.from({ length: 600 }, (_, index) => instances[index % 3]?.limiter.check(byIp('192.0.2.1'))),
    );

    expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(60);
  });

  test('what is denied by its IP takes nothing from its user or from everybody', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });
    for (let call = 0; call < 60; call += 1) await limiter.check(byAll('192.0.2.1', 'ann'));

    const denied = await limiter.check(byAll('192.0.2.1', 'ann'));
    expect(denied).toMatchObject({ allowed: false, source: 'redis', violated: [perIp], retryAfterMs: 1_000 });
    expect(denied.buckets.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [false, 0],
      [true, 40],
      [true, 940],
    ]);

    const elsewhere = await limiter.check(byAll('192.0.2.2', 'ann'));
    expect(elsewhere.buckets.map(({ remaining }) => remaining)).toEqual([59, 39, 939]);
  });
});

describe('what is given back', () => {
  const left = async (decision: Promise<Decision>) => (await decision).buckets.map(({ remaining }) => remaining);

  test('is there for the next one, in every bucket, and never more than fits in', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });
    const dear = { ...byAll('192.0.2.1', 'ann'), cost: 8 };
    expect(await left(limiter.check(dear))).toEqual([52, 92, 992]);
    await limiter.giveBack([{ ...dear, cost: 7 }], 'redis');
    expect(await left(limiter.check(byAll('192.0.2.1', 'ann')))).toEqual([58, 98, 998]);
    await limiter.giveBack([{ ...dear, cost: 50 }], 'redis');
    expect(await left(limiter.check(byAll('192.0.2.1', 'ann')))).toEqual([59, 99, 999]);
  });

  test('is one call, whatever the number of checks', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });
    const checks = [byIp('192.0.2.1'), signInFrom('192.0.2.1')];
    for (const check of checks) await limiter.check(check);
    const take = vi.spyOn(RedisStore.prototype, 'take');
    onTestFinished(() => take.mockRestore());
    await limiter.giveBack(checks, 'redis');
    expect(take).toHaveBeenCalledTimes(1);
    expect(await left(limiter.check(byIp('192.0.2.1')))).toEqual([59]);
    expect(await left(limiter.check(signInFrom('192.0.2.1')))).toEqual([2, 9]);
  });

  test('is given at once to who was refused a moment ago', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });
    const all = { ...byIp('192.0.2.1'), cost: 60 };
    await limiter.check(all);
    expect((await limiter.check(byIp('192.0.2.1'))).allowed).toBe(false);
    // A refusal is remembered for a second, of which Redis may take its part to answer.
    await until(async () => (await limiter.check(byIp('192.0.2.1'))).source === 'denied_before');
    await limiter.giveBack([all], 'redis');
    expect(await limiter.check(byIp('192.0.2.1'))).toMatchObject({ allowed: true, source: 'redis' });
  });
});

describe('buckets of another policy in the same call', () => {
  const mails: Policy = {
    name: 'mails',
    fails: 'open',
    limits: [{ name: 'mails-per-recipient', kind: 'email', limit: 2, windowSeconds: 3_600 }],
  };
  const of = { policy: mails, endpoint: 'mails' };
  const withMail = (ip: string, endpoint = ENDPOINT): Check => ({
    policy: primeCheck,
    endpoint,
    buckets: [{ limit: perIp, id: ip }, ...mails.limits.map((limit) => ({ limit, of, id: 'ann' }))],
  });

  test('are one for all endpoints, taken from together with the request’s own or not at all, and counted by their policy', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });

    expect(await limiter.check(withMail('192.0.2.1'))).toMatchObject({ allowed: true });
    expect(await limiter.check(withMail('192.0.2.2', 'POST /users/login'))).toMatchObject({ allowed: true });
    expect(await limiter.check(withMail('192.0.2.1'))).toMatchObject({ allowed: false, violated: mails.limits });
    expect((await limiter.check(byIp('192.0.2.1'))).buckets).toMatchObject([{ remaining: 58 }]);
    expect(limiter.lastMinute('mails')).toMatchObject({ allowed: 2, denied: 1 });

    const [bucket] = await limiter.peek('email', 'ann');
    expect(bucket).toMatchObject({ policy: mails, endpoint: 'mails', remaining: 0 });
    await limiter.reset('email', 'ann');
    expect(await limiter.check(withMail('192.0.2.1'))).toMatchObject({ allowed: true });
  });
});

test('a penalty that is rather held against users leaves others behind their address alone', async () => {
  const strict: Policy = {
    name: 'strict',
    fails: 'open',
    limits: [
      { name: 'strict-per-ip', kind: 'ip', limit: 100, windowSeconds: 60 },
      { name: 'strict-per-user', kind: 'user', limit: 1, windowSeconds: 60 },
    ],
    penalty: {
      kind: 'ip',
      ratherKind: 'user',
      afterDenials: 2,
      baseSeconds: 300,
      factor: 1,
      ceilingSeconds: 300,
      decaySeconds: 600,
    },
  };
  const [ipLimit, userLimit] = strict.limits as [Limit, Limit];
  const by = (user?: string): Check => ({
    policy: strict,
    endpoint: ENDPOINT,
    buckets: [{ limit: ipLimit, id: '192.0.2.1' }, ...(user === undefined ? [] : [{ limit: userLimit, id: user }])],
  });
  const clock = stoppedClock();
  const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock });

  for (let call = 0; call < 3; call += 1) await limiter.check({ ...by('ann'), cost: call + 1 });
  const blocked = await until(async () => {
    const decision = await limiter.check(by('ann'));
    return decision.retryAfterMs > 60_000 && decision;
  });
  expect(blocked.violated).toContain(userLimit);
  expect(await limiter.check(by('bob'))).toMatchObject({ allowed: true });
  expect(await limiter.check(by())).toMatchObject({ allowed: true });
  expect(await limiter.reset('user', 'ann')).toBe(2);
});

describe('what is left in Redis', () => {
  test('has an expiry and the hash tag, every key of it, and not an identity in clear', async () => {
    const namespace = createNamespace();
    const { limiter } = await startLimiter({ port, namespace });
    // Half of each bucket: the largest would be full again, and its key gone, a moment after.
    const { buckets, ...check } = byAll('198.51.100.77', 'ann@example.org');
    await limiter.check({ ...check, buckets: buckets.map((one) => ({ ...one, cost: one.limit.limit / 2 })) });
    for (let call = 0; call < 10; call += 1) await limiter.check(signInFrom('198.51.100.77'));
    await until(async () => (await keysOf(namespace)).some((key) => key.includes(':top:')));

    const keys = await keysOf(namespace);
    expect(keys.length).toBeGreaterThanOrEqual(6);
    for (const key of keys) {
      expect(key.startsWith(`${namespace}{ratelimit}:`), key).toBe(true);
      expect(key).not.toContain('198.51.100.77');
      expect(await redis.pttl(key), key).toBeGreaterThan(0);
    }
  });
});

describe('the time to live', () => {
  test.each([1, 7, 59])(
    'of a bucket with %i tokens taken is what it takes to be full again, by Redis’ own clock',
    async (cost) => {
      const namespace = createNamespace();
      const { limiter } = await startLimiter({ port, namespace });
      // Who stands still for a second comes too late for one token.
      const { expiresAt, fullAt } = await until(async () => {
        await limiter.check({ ...byIp('192.0.2.1'), cost });
        const [key = ''] = (await keysOf(namespace)).filter((name) => name.includes(':ip:') && !name.includes(':top:'));
        const [level, at] = (await redis.get(key))?.split(':').map(Number) ?? [];
        const expiresMs = Number(await redis.pexpiretime(key));
        if (level === undefined || at === undefined || expiresMs < 0) return undefined;
        return { expiresAt: expiresMs * 1_000, fullAt: at + (3_600_000_000 - level) / 60 };
      });
      expect(expiresAt).toBeGreaterThanOrEqual(fullAt);
      expect(expiresAt).toBeLessThanOrEqual(fullAt + 100_000);
    },
  );
});

describe('costs, factors and tiers', () => {
  test('a request takes its cost from each bucket, save where a bucket has a cost of its own', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });
    const { buckets } = await limiter.check({
      policy: primeCheck,
      endpoint: ENDPOINT,
      cost: 7,
      buckets: [
        { limit: perIp, id: '192.0.2.1' },
        { limit: perUser, id: 'ann', cost: 1 },
      ],
    });
    expect(buckets.map(({ remaining }) => remaining)).toEqual([53, 99]);
  });

  test('what costs more than fits needs a full bucket, and is not refused for ever', async () => {
    const clock = stoppedClock();
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock });
    const dear: Check = { ...byIp('192.0.2.1'), cost: 1_000_000_000_000 };
    expect(await limiter.check(dear)).toMatchObject({ allowed: true, buckets: [{ remaining: 0 }] });
    expect(await limiter.check(dear)).toMatchObject({ allowed: false, retryAfterMs: 60_000 });
  });

  test('a factor slows at once what comes back, in both directions, and takes nothing of what is there', async () => {
    const clock = stoppedClock();
    const shared = { port, namespace: createNamespace(), clock };
    const [calm, busy] = await Promise.all([startLimiter(shared), startLimiter(shared)]);
    const withFactor = (factor: number, cost = 1): Check => ({
      policy: primeCheck,
      endpoint: ENDPOINT,
      buckets: [{ limit: global, id: 'all', factor }],
      cost,
    });
    const remaining = async (check: Check, { limiter } = calm) => (await limiter.check(check)).buckets[0]?.remaining;
    expect(await remaining(withFactor(1))).toBe(999);
    expect(await remaining(withFactor(0.1), busy)).toBe(998);
    expect(await remaining(withFactor(0.0001), busy)).toBe(997);
    expect(await remaining(withFactor(1, 997))).toBe(0);

    // 100 a minute, then 1,000 a minute again.
    const refused = await busy.limiter.check(withFactor(0.1));
    expect(refused).toMatchObject({ allowed: false, retryAfterMs: 600, buckets: [{ effectiveLimit: 100 }] });
    clock.pass(6);
    expect(await remaining(withFactor(0.1))).toBe(9);
    clock.pass(6);
    expect(await remaining(withFactor(1))).toBe(108);
  });

  test('burst and sustained hold together', async () => {
    const clock = stoppedClock();
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock });
    const results: string[] = [];
    for (let minute = 0; minute < 4; minute += 1) {
      for (let call = 0; call < 3; call += 1) {
        const { violated } = await limiter.check(signInFrom('192.0.2.1'));
        results.push(violated[0]?.name ?? 'passes');
      }
      clock.pass(60);
    }
    // Three a minute, until the ten of the hour are spent.
    expect(results).toEqual([...Array(10).fill('passes'), 'sign-in-sustained', 'sign-in-sustained']);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses a cost of %s', async (cost) => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace() });
    await expect(limiter.check({ ...byIp('192.0.2.1'), cost })).rejects.toMatchObject({ code: 'bad_check' });
  });
});

describe('who goes on although refused', () => {
  /** A limiter whose memory and whose buckets have clocks that stand still. */
  async function startStopped() {
    const clock = stoppedClock();
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock });
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    /** So many calls one after the other, so far apart. */
    const click = async (times: number, everyMs: number, from: Check): Promise<Decision[]> => {
      const decisions: Decision[] = [];
      for (let call = 0; call < times; call += 1) {
        decisions.push(await limiter.check(from));
        vi.advanceTimersByTime(everyMs);
      }
      return decisions;
    };
    return { clock, limiter, click };
  }

  test('is answered from memory until it is a strike, which Redis counts and whose answer says so', async () => {
    const { click } = await startStopped();
    const decisions = await click(3 + 30, 100, signInFrom('192.0.2.1'));
    // Every fifth refusal is a strike.
    const told = decisions.map(({ source, retryAfterMs }) => [source, Math.round(retryAfterMs / 60_000)]);
    expect(told.filter(([source]) => source === 'redis').map(([, minutes]) => minutes)).toEqual([
      ...[0, 0, 0],
      ...[0, 1, 2, 4, 8, 10, 10],
    ]);
    expect(told.filter(([source]) => source === 'denied_before')).toHaveLength(30 - 7);
  });

  test('gets through after the wait that was told last, however often they asked before', async () => {
    const { clock, limiter, click } = await startStopped();
    for (let clicks = 1; clicks <= 24; clicks += 1) {
      const from = signInFrom(`192.0.2.${clicks}`);
      for (const everyMs of [0, 10, 150]) {
        await click(3, 0, from);
        const last = (await click(clicks, everyMs, from)).at(-1);
        expect(last?.allowed, `after ${clicks} clicks each ${everyMs} ms`).toBe(false);
        clock.pass(Math.ceil((last?.retryAfterMs ?? 0) / 1_000));
        // What is remembered of refusals is kept for longer than they are remembered themselves.
        vi.advanceTimersByTime(1_000);
        expect(await limiter.check(from), `after ${clicks} clicks each ${everyMs} ms`).toMatchObject({
          allowed: true,
          source: 'redis',
        });
        // Back to full buckets.
        clock.pass(3_600);
      }
    }
  });

  test('and is blocked with tokens in their buckets is refused by one limit, at Redis and from memory', async () => {
    const { clock, limiter, click } = await startStopped();
    const from = signInFrom('192.0.2.1');
    // Three strikes, the third of which blocks for longer than the smaller bucket takes to be full.
    await click(3 + 15, 100, from);
    clock.pass(200);
    vi.advanceTimersByTime(1_000);
    const [burst] = signIn.limits;
    for (const source of ['redis', 'denied_before']) {
      expect(await limiter.check(from)).toMatchObject({
        allowed: false,
        source,
        retryAfterMs: 40_000,
        violated: [burst],
      });
    }
  });

  test('however fast they are, Redis is asked ten times a second', async () => {
    const { limiter, click } = await startStopped();
    const from = signInFrom('192.0.2.1');
    await click(3, 0, from);
    // What is asked at once is not known to be refused; these come after.
    await limiter.check(from);
    const decisions = await click(5_000, 0.2, from);
    const asked = decisions.filter(({ source }) => source === 'redis').length;
    expect(asked).toBeGreaterThanOrEqual(8);
    expect(asked).toBeLessThanOrEqual(12);
    expect(decisions.every(({ allowed }) => !allowed)).toBe(true);
  });

  test('an instance knows its own refusals before anything is looked up', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace() });
    const from = { ...byIp('192.0.2.1'), cost: 60 };
    expect(limiter.knownDenial(from)).toBeUndefined();
    await limiter.check(from);
    // It is remembered for a second, of which Redis may take its part to answer.
    const known = await until(async () => {
      await limiter.check(from);
      return limiter.knownDenial(from);
    });
    expect(known).toMatchObject({ allowed: false, source: 'denied_before', violated: [perIp] });
    expect(limiter.knownDenial({ ...from, buckets: [{ limit: perIp, id: '192.0.2.2' }] })).toBeUndefined();
  });

  test('others of his user are not blocked with him, and what everybody used up is nobody’s fault', async () => {
    const clock = stoppedClock();
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock });
    const [burst] = signIn.limits;
    const everybody = { name: 'sign-in-everybody', kind: 'global', limit: 1, windowSeconds: 60 } as const;
    const check = (ip: string): Check => ({
      policy: signIn,
      endpoint: 'POST /users/login',
      buckets: [
        { limit: burst, id: ip },
        { limit: everybody, id: 'all' },
      ],
    });
    await limiter.check(check('192.0.2.1'));
    for (let call = 0; call < 30; call += 1) await limiter.check(check('192.0.2.2'));
    const refused = await limiter.check(check('192.0.2.2'));
    expect(refused).toMatchObject({ allowed: false, violated: [everybody] });
    expect(refused.buckets.map(({ blockedMs }) => blockedMs)).not.toContain(60_000);
    expect(await limiter.peek('ip', '192.0.2.2')).toEqual(
      expect.arrayContaining([expect.objectContaining({ limit: burst, blockedMs: 0, remaining: 3 })]),
    );
  });

  test('a policy in shadow decides and counts, and holds nothing against anybody', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace(), clock: stoppedClock() });
    const shadow: Check = { ...signInFrom('192.0.2.1'), shadow: true };
    for (let call = 0; call < 30; call += 1) await limiter.check(shadow);
    expect(limiter.lastMinute('sign-in')).toEqual({ allowed: 3, denied: 0, shadow_denied: 27, bypassed: 0 });
    expect((await limiter.peek('ip', '192.0.2.1')).map(({ blockedMs }) => blockedMs)).toEqual([0, 0]);
  });
});

describe('for operators', () => {
  test('a look takes nothing; a reset fills the buckets and forgets the strikes', async () => {
    const { limiter } = await startLimiter({ port, namespace: createNamespace() });
    limiter.declare(primeCheck, ENDPOINT);
    const from = signInFrom('192.0.2.1');
    for (let call = 0; call < 10; call += 1) await limiter.check(from);

    const before = await limiter.peek('ip', '192.0.2.1');
    expect(
      before.map(({ policy, endpoint, limit, remaining }) => [policy.name, endpoint, limit.name, remaining]),
    ).toEqual([
      ['prime-check', ENDPOINT, 'prime-check-per-ip', 60],
      ['sign-in', 'POST /users/login', 'sign-in-burst', 0],
      ['sign-in', 'POST /users/login', 'sign-in-sustained', 7],
    ]);
    expect(before.at(-1)?.blockedMs).toBeGreaterThan(0);

    expect(await limiter.reset('ip', '192.0.2.1')).toBe(3);
    expect(await limiter.check(from)).toMatchObject({ allowed: true, source: 'redis' });
    expect((await limiter.peek('ip', '192.0.2.1')).map(({ blockedMs }) => blockedMs)).toEqual([0, 0, 0]);
  });

  test('who asked most is seen over all instances, with identities; the metric has ranks alone', async () => {
    const shared = { port, namespace: createNamespace() };
    const [one, two] = await Promise.all([startLimiter(shared), startLimiter(shared)]);
    for (let call = 0; call < 70; call += 1) await one.limiter.check(byAll('192.0.2.1', 'ann'));
    for (let call = 0; call < 20; call += 1) await two.limiter.check(byAll('192.0.2.2', 'ann'));

    const top = await until(async () => {
      const now = await two.limiter.top();
      return now.items[0]?.requests === 90 && now.items.length === 3 && now;
    });
    expect(top.items.map(({ kind, id, requests }) => [kind, id, requests])).toEqual([
      ['user', 'ann', 90],
      ['ip', '192.0.2.1', 70],
      ['ip', '192.0.2.2', 20],
    ]);
    expect(top.items[1]?.denied).toBeGreaterThan(0);
    expect((await two.limiter.top({ kind: 'ip', count: 1 })).items).toHaveLength(1);

    const text = await two.metrics.registry.metrics();
    expect(text).toMatch(/^rate_limit_top\{kind="ip",rank="1",service="test"\} 70$/m);
    expect(text).toMatch(/^rate_limit_top\{kind="service",rank="10",service="test"\} 0$/m);
    expect(text).not.toContain('192.0.2.1');
  });

  test('every decision is counted by endpoint, policy and result, from 0 on', async () => {
    const { limiter, metrics } = await startLimiter({ port, namespace: createNamespace() });
    limiter.declare(primeCheck, ENDPOINT);
    /** `labels value`, the labels in one order. */
    const read = async (name: string) => {
      const text = await metrics.registry.metrics();
      const series = [...text.matchAll(new RegExp(`^${name}\\{(.*)\\} (.*)$`, 'gm'))];
      return series.map(([, labels = '', value]) => `${labels.split(',').sort().join()} ${value}`).sort();
    };
    const hits = (result: string, count: number) =>
      `endpoint="${ENDPOINT}",policy="prime-check",result="${result}",service="test" ${count}`;
    expect(await read('rate_limit_hits_total')).toEqual(
      [hits('allowed', 0), hits('bypassed', 0), hits('denied', 0), hits('shadow_denied', 0)].sort(),
    );

    const dear = { ...byIp('192.0.2.1'), cost: 60 };
    await limiter.check(dear);
    await limiter.check(dear);
    limiter.knownDenial(dear);
    await limiter.check({ ...dear, shadow: true });
    limiter.recordBypass(dear);
    expect(await read('rate_limit_hits_total')).toEqual(
      [hits('allowed', 1), hits('bypassed', 1), hits('denied', 2), hits('shadow_denied', 1)].sort(),
    );
    expect(await read('rate_limit_check_duration_seconds_count')).toEqual(
      expect.arrayContaining(['service="test",source="redis" 2', 'service="test",source="local" 0']),
    );
    expect(await read('rate_limit_store_state')).toEqual([
      'service="test",state="local" 0',
      'service="test",state="redis" 1',
    ]);
  });
});
