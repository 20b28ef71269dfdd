import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort, type ServerHandle, startRedis } from '@ballast/native-stack';
import { createNamespace, startTcpProxy, until } from '@ballast/testkit';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WaitMeter } from '../test/honest-wait.ts';
import { ENDPOINT, primeCheck, signIn } from '../test/policies.ts';
import { openLimiter, type StartedLimiter, startLimiter } from '../test/start-limiter.ts';
import type { Check, Decision } from './decision.ts';
import { definePolicies, type Limit } from './policy.ts';

const LONGEST_WAIT_MS = 100;
const NOTICED_WITHIN_MS = 2_000;
const INSTANCES = 3;
/** Longer than a connection is kept on which nothing comes: it is also about those that are made meanwhile. */
const OUTLASTS_SILENCE_MS = 2_500;

// By the hour, so that what comes back during a test is less than a token.
const perIp = { name: 'hourly-per-ip', kind: 'ip', limit: 60, windowSeconds: 3_600 } as const satisfies Limit;
const [hourly] = definePolicies([{ name: 'hourly', limits: [perIp], fails: 'open' }] as const);
const byIp = (ip: string): Check => ({ policy: hourly, endpoint: ENDPOINT, buckets: [{ limit: perIp, id: ip }] });

async function startOwnRedis(port?: number): Promise<ServerHandle> {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-redis-'));
  const server = await startRedis({ dir, durability: 'relaxed', ...(port === undefined ? {} : { port }) });
  onTestFinished(async () => {
    await server.kill();
    await rm(dir, { recursive: true, force: true });
  });
  return server;
}

function openHere(port: number): StartedLimiter {
  return openLimiter({ port, namespace: createNamespace(), connections: 10, liveInstances: () => INSTANCES });
}

/** Callers who ask again and again, each from addresses of its own, and how long each answer took. */
function startLoad({ limiter }: StartedLimiter) {
  const meter = new WaitMeter();
  const sources = new Map<string, number>();
  let isOver = false;
  const caller = async (name: number) => {
    for (let call = 0; !isOver; call += 1) {
      const { source } = await meter.measure(() => limiter.check(byIp(`10.${name}.${call >> 8}.${call & 255}`)));
      sources.set(source, (sources.get(source) ?? 0) + 1);
      await pause(2);
    }
  };
  const callers = Array.from({ length: 30 }, (_, name) => caller(name));
  const stop = async () => {
    isOver = true;
    await Promise.all(callers);
    meter.stop();
  };
  onTestFinished(stop);
  return { meter, sources, stop };
}

async function becomes({ limiter }: StartedLimiter, state: 'redis' | 'local'): Promise<void> {
  await until(() => limiter.state().state === state, { everyMs: 5, what: `limits kept by ${state}` });
}

/** How long the limiter takes to notice that Redis is back, without what the event loop itself was late. */
function timeToReturn(started: StartedLimiter, meter: WaitMeter): Promise<number> {
  return meter.time(() => becomes(started, 'redis'));
}

async function askAtOnce({ limiter }: StartedLimiter, ip: string, calls: number): Promise<Decision[]> {
  return Promise.all(Array.from({ length: calls }, () => limiter.check(byIp(ip))));
}

function expectFallback(decisions: readonly Decision[]): void {
  expect(new Set(decisions.map(({ source }) => source))).toEqual(new Set(['local']));
  const passed = decisions.filter((decision) => decision.allowed).length;
  expect(passed).toBeGreaterThanOrEqual(1);
  expect(passed).toBeLessThanOrEqual(perIp.limit / INSTANCES + 1);
}

describe('under load', () => {
  test('Redis killed, then started again: nobody waits over 100 ms, the share of an instance holds, its return is noticed', async () => {
    const server = await startOwnRedis();
    const started = openHere(server.port);
    await becomes(started, 'redis');
    const load = startLoad(started);
    await until(() => (load.sources.get('redis') ?? 0) > 300);

    await server.kill();
    await becomes(started, 'local');
    expectFallback(await askAtOnce(started, '192.0.2.1', 200));
    await until(() => (load.sources.get('local') ?? 0) > 1_000);

    await startOwnRedis(server.port);
    expect(await timeToReturn(started, load.meter)).toBeLessThan(NOTICED_WITHIN_MS);
    const before = load.sources.get('redis') ?? 0;
    await until(() => (load.sources.get('redis') ?? 0) > before + 300);
    await load.stop();
    expect(Math.max(...(await load.meter.waits()))).toBeLessThan(LONGEST_WAIT_MS);
  });

  test('CLIENT PAUSE: nobody waits over 100 ms, later ones not at all, and its end is noticed', async () => {
    const server = await startOwnRedis();
    const admin = new Redis({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => admin.disconnect());
    const started = openHere(server.port);
    await becomes(started, 'redis');
    const load = startLoad(started);
    await until(() => (load.sources.get('redis') ?? 0) > 300);

    const paused = performance.now();
    await admin.client('PAUSE', OUTLASTS_SILENCE_MS, 'ALL');
    const over = admin.ping();
    await becomes(started, 'local');
    const away = performance.now();
    expectFallback(await askAtOnce(started, '192.0.2.1', 200));

    await over;
    const resumed = performance.now();
    expect(resumed - paused).toBeGreaterThan(2_000);
    expect(await timeToReturn(started, load.meter)).toBeLessThan(NOTICED_WITHIN_MS);
    await load.stop();
    expect(Math.max(...(await load.meter.waits()))).toBeLessThan(LONGEST_WAIT_MS);
    // Nobody asks a Redis that is known to be away: what waits then has waited for nothing.
    expect(Math.max(...(await load.meter.waits({ from: away, to: resumed })))).toBeLessThan(LONGEST_WAIT_MS / 4);
  });

  test('a Redis that hangs and takes connections without a word: the same', async () => {
    const server = await startOwnRedis();
    const started = openHere(server.port);
    await becomes(started, 'redis');
    const load = startLoad(started);
    await until(() => (load.sources.get('redis') ?? 0) > 300);

    process.kill(server.pid, 'SIGSTOP');
    const stopped = performance.now();
    await becomes(started, 'local');
    expectFallback(await askAtOnce(started, '192.0.2.1', 200));
    const before = load.sources.get('local') ?? 0;
    await until(() => performance.now() - stopped > OUTLASTS_SILENCE_MS);
    expect(load.sources.get('local') ?? 0).toBeGreaterThan(before + 100);

    process.kill(server.pid, 'SIGCONT');
    expect(await timeToReturn(started, load.meter)).toBeLessThan(NOTICED_WITHIN_MS);
    await load.stop();
    expect(Math.max(...(await load.meter.waits()))).toBeLessThan(LONGEST_WAIT_MS);
  });

  test('connections that are cut leave Redis in use as soon as they are there again', async () => {
    const server = await startOwnRedis();
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => proxy.close());
    const started = openHere(proxy.port);
    await becomes(started, 'redis');
    const load = startLoad(started);
    await until(() => (load.sources.get('redis') ?? 0) > 300);

    proxy.cut();
    await becomes(started, 'local');
    expect(await timeToReturn(started, load.meter)).toBeLessThan(NOTICED_WITHIN_MS);
    await load.stop();
    expect(Math.max(...(await load.meter.waits()))).toBeLessThan(LONGEST_WAIT_MS);
  });
});

describe('from the start', () => {
  test('without Redis a process starts and limits by itself; Redis is used when it comes', async () => {
    const port = await findFreePort();
    const started = openHere(port);
    const meter = new WaitMeter();
    onTestFinished(() => meter.stop());

    const decisions = await Promise.all(
      Array.from({ length: 200 }, () => meter.measure(() => started.limiter.check(byIp('192.0.2.1')))),
    );
    expectFallback(decisions);
    expect(started.limiter.state()).toMatchObject({ state: 'local', reason: expect.any(String) });
    expect(Math.max(...(await meter.waits()))).toBeLessThan(LONGEST_WAIT_MS);

    await startOwnRedis(port);
    expect(await timeToReturn(started, meter)).toBeLessThan(NOTICED_WITHIN_MS);
    // One answer may come too late on a busy machine.
    const decision = await until(async () => {
      const one = await started.limiter.check(byIp('192.0.2.2'));
      return one.source === 'redis' && one;
    });
    expect(decision.allowed).toBe(true);
  });

  test('what a process took from its own buckets it gives back to them, and a Redis that went owes nobody', async () => {
    const { limiter } = openHere(await findFreePort());
    const all = { ...byIp('192.0.2.1'), cost: perIp.limit };
    expect(await limiter.check(all)).toMatchObject({ allowed: true, source: 'local' });
    expect((await limiter.check(byIp('192.0.2.1'))).allowed).toBe(false);
    await limiter.giveBack([all], 'redis');
    expect((await limiter.check(byIp('192.0.2.1'))).allowed).toBe(false);
    await limiter.giveBack([all], 'local');
    expect((await limiter.check(all)).allowed).toBe(true);
  });

  test('with a Redis that takes the connection and says nothing, nobody waits', async () => {
    const server = await startOwnRedis();
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => proxy.close());
    proxy.pause();
    const started = openHere(proxy.port);
    const load = startLoad(started);

    const opened = performance.now();
    await until(() => performance.now() - opened > OUTLASTS_SILENCE_MS && (load.sources.get('local') ?? 0) > 100);
    expect([...load.sources.keys()]).toEqual(['local']);
    // The connections that hung are given up, and new ones find that it answers again.
    proxy.resume();
    await becomes(started, 'redis');
    await load.stop();
    expect(Math.max(...(await load.meter.waits()))).toBeLessThan(LONGEST_WAIT_MS);
  });

  test.each([
    ['no password', undefined, 'NOAUTH'],
    ['a wrong password', 'the-wrong-one', 'WRONGPASS'],
  ])('with %s Redis is away, and the reason says so', async (_what, password, reason) => {
    const dir = await mkdtemp(join(tmpdir(), 'ballast-redis-'));
    const server = await startRedis({ dir, durability: 'relaxed', password: 'the-right-one' });
    onTestFinished(async () => {
      await server.kill();
      await rm(dir, { recursive: true, force: true });
    });
    const { limiter } = openLimiter({ port: server.port, namespace: createNamespace(), password });

    await until(() => {
      const now = limiter.state();
      return now.state === 'local' && now.reason === reason;
    });
    expect((await limiter.check(byIp('192.0.2.1'))).source).toBe('local');
  });
});

describe('a Redis that answers, and not what it is asked', () => {
  async function startWithAdmin() {
    const server = await startOwnRedis();
    const admin = new Redis({ host: '127.0.0.1', port: server.port });
    onTestFinished(() => admin.disconnect());
    // Patient: it is not about time.
    const started = await startLimiter({ port: server.port, namespace: createNamespace() });
    return { admin, started };
  }

  const connectionsMade = async (admin: Redis) =>
    Number(/total_connections_received:(\d+)/.exec(await admin.info('stats'))?.[1]);

  test.each<[string, (admin: Redis) => Promise<unknown>, (admin: Redis) => Promise<unknown>]>([
    [
      'READONLY',
      async (admin) => admin.replicaof('127.0.0.1', await findFreePort()),
      (admin) => admin.replicaof('NO', 'ONE'),
    ],
    [
      'OOM',
      async (admin) => {
        await admin.config('SET', 'maxmemory-policy', 'noeviction');
        await admin.config('SET', 'maxmemory', 1);
      },
      (admin) => admin.config('SET', 'maxmemory', 0),
    ],
    [
      'NOREPLICAS',
      (admin) => admin.config('SET', 'min-replicas-to-write', 1),
      (admin) => admin.config('SET', 'min-replicas-to-write', 0),
    ],
  ])(
    'that can be read and not written (%s) is away after one call, until it can be written again',
    async (reason, spoil, mend) => {
      const { admin, started } = await startWithAdmin();
      const { limiter } = started;
      await spoil(admin);
      const before = await connectionsMade(admin);

      expect((await limiter.check(byIp('192.0.2.1'))).source).toBe('local');
      // Several probes long.
      const seen = new Set<string>();
      const end = performance.now() + 1_500;
      await until(() => {
        const now = limiter.state();
        seen.add(now.state === 'local' ? now.reason : now.state);
        return performance.now() > end;
      });
      expect([...seen]).toEqual([reason]);
      expect((await connectionsMade(admin)) > before, 'looks for another primary').toBe(reason === 'READONLY');

      await mend(admin);
      await becomes(started, 'redis');
      expect((await limiter.check(byIp('192.0.2.2'))).source).toBe('redis');
    },
  );

  test('that has forgotten the scripts is taught them again, and nobody is decided elsewhere', async () => {
    const { admin, started } = await startWithAdmin();
    expect((await askAtOnce(started, '192.0.2.1', 20)).map(({ source }) => source)).toEqual(Array(20).fill('redis'));
    await admin.script('FLUSH');
    const decisions = await askAtOnce(started, '192.0.2.1', 41);
    expect(new Set(decisions.map(({ source }) => source))).toEqual(new Set(['redis']));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(40);
  });
});

test('several instances without Redis let pass together what one limit allows, and a token more each at most', async () => {
  const port = await findFreePort();
  const instances = Array.from({ length: INSTANCES }, () => openHere(port));
  const passed = await Promise.all(
    instances.map(async (started) => {
      const decisions = await askAtOnce(started, '192.0.2.1', 200);
      expectFallback(decisions);
      return decisions.filter(({ allowed }) => allowed).length;
    }),
  );
  const together = passed.reduce((sum, count) => sum + count, 0);
  expect(together).toBeGreaterThanOrEqual(perIp.limit);
  expect(together).toBeLessThanOrEqual(perIp.limit + INSTANCES);
});

test('a reset without Redis forgets what this process holds, and says that it is not all', async () => {
  const started = openHere(await findFreePort());
  await askAtOnce(started, '192.0.2.1', 100);
  const next = async () => (await started.limiter.check(byIp('192.0.2.1'))).allowed;
  expect(await next()).toBe(false);
  await expect(started.limiter.reset('ip', '192.0.2.1')).rejects.toMatchObject({ code: 'store_unavailable' });
  expect(await next()).toBe(true);
});

test('a policy that fails closed is refused while Redis is away, and others are not', async () => {
  const { limiter } = openHere(await findFreePort());
  const ip = '192.0.2.1';
  const refused = await limiter.check({
    policy: signIn,
    endpoint: 'POST /users/login',
    buckets: signIn.limits.map((limit) => ({ limit, id: ip })),
  });
  expect(refused).toMatchObject({ allowed: false, source: 'closed', violated: signIn.limits, buckets: [] });
  expect(refused.retryAfterMs).toBeGreaterThan(0);

  const [limit] = primeCheck.limits;
  const open = await limiter.check({ policy: primeCheck, endpoint: ENDPOINT, buckets: [{ limit, id: ip }] });
  expect(open).toMatchObject({ allowed: true, source: 'local' });
});

describe('the measure of waits', () => {
  test('sees who waits for others, and not who waits for this process', async () => {
    const meter = new WaitMeter();
    onTestFinished(() => meter.stop());
    // Longer than what a busy machine takes away from it, which is no wait for others.
    await meter.measure(() => pause(2_000));
    const blockFor = async (ms: number) => {
      const end = performance.now() + ms;
      // The loop stands still between two turns, as it does under load.
      setImmediate(() => {
        while (performance.now() < end);
      });
      await pause(1);
    };
    await meter.measure(() => blockFor(200));

    const [others, own] = await meter.waits();
    expect(others).toBeGreaterThan(LONGEST_WAIT_MS);
    expect(own).toBeLessThan(LONGEST_WAIT_MS);
  });
});
