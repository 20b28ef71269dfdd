import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@ballast/native-stack';
import { createNamespace, until } from '@ballast/testkit';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { ENDPOINT, perIp, primeCheck } from '../test/policies.ts';
import { startLimiter } from '../test/start-limiter.ts';

test('a Redis that is full lets go of buckets and of nothing that has no expiry, and goes on deciding', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-redis-'));
  const server = await startRedis({ dir, durability: 'relaxed' });
  const redis = new Redis({ host: '127.0.0.1', port: server.port });
  onTestFinished(async () => {
    redis.disconnect();
    await server.kill();
    await rm(dir, { recursive: true, force: true });
  });
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'volatile-ttl']);
  // Much less than its 128 MiB, so that it is full sooner; what others keep is in it first.
  const others = Array.from({ length: 1_000 }, (_, n) => [`other ${n}`, 'x'.repeat(100)]);
  await redis.mset(others.flat());
  const used = /used_memory:(\d+)/.exec(await redis.info('memory'))?.[1];
  await redis.config('SET', 'maxmemory', Number(used) + 2_000_000);

  const { limiter } = await startLimiter({ port: server.port, namespace: createNamespace() });
  for (let first = 0; first < 20_000; first += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        limiter.check({
          policy: primeCheck,
          endpoint: ENDPOINT,
          // All of it: an empty bucket is kept for a minute.
          cost: 60,
          buckets: [{ limit: perIp, id: `10.${first + index}` }],
        }),
      ),
    );
  }

  const evicted = Number(/evicted_keys:(\d+)/.exec(await redis.info('stats'))?.[1]);
  expect(evicted).toBeGreaterThan(1_000);
  expect(await redis.exists(others.map(([key]) => key ?? ''))).toBe(1_000);
  expect(await redis.info('errorstats')).not.toContain('OOM');
  const again = await until(async () => {
    const buckets = [{ limit: perIp, id: '192.0.2.1' }];
    const decision = await limiter.check({ policy: primeCheck, endpoint: ENDPOINT, buckets });
    return decision.source === 'redis' && decision;
  });
  expect(again.allowed).toBe(true);
});
