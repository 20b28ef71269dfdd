import { createNamespace, testServers, until } from '@ballast/testkit';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENDPOINT, global, perIp, perUser, primeCheck, signIn } from '../test/policies.ts';
import { startLimiter } from '../test/start-limiter.ts';
import type { Check } from './decision.ts';

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

describe('what is left in Redis', () => {
  test('has an expiry and the hash tag, every key of it, and not an identity in clear', async () => {
    const namespace = createNamespace();
    const { limiter } = await startLimiter({ port, namespace });
    await limiter.check(byAll('198.51.100.77', 'ann@example.org'));
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
