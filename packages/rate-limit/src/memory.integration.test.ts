import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { findFreePort } from '@ballast/native-stack';
import { createNamespace, testServers } from '@ballast/testkit';
import { expect, test } from 'vitest';
import { ENDPOINT, perIp, primeCheck } from '../test/policies.ts';
import { openLimiter, type StartedLimiter, startLimiter } from '../test/start-limiter.ts';

const MIB = 1_024 * 1_024;

/** What is in use after everything that nobody holds is gone. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

async function askFrom(first: number, count: number, { limiter }: StartedLimiter): Promise<void> {
  for (let n = first; n < first + count; n += 500) {
    const identities = Array.from({ length: 500 }, (_, index) => `10.${n + index}`);
    await Promise.all(
      identities.map((id) =>
        limiter.check({ policy: primeCheck, endpoint: ENDPOINT, buckets: [{ limit: perIp, id }], cost: 60 }),
      ),
    );
  }
}

test('a million identities take no more memory of a process than the first of them, with Redis away', async () => {
  const started = openLimiter({
    port: await findFreePort(),
    namespace: createNamespace(),
    hashId: (kind, id) => `${kind} ${id}`,
  });
  await askFrom(0, 250_000, started);
  const early = heapInUse();
  await askFrom(250_000, 750_000, started);
  expect(heapInUse() - early).toBeLessThan(16 * MIB);
}, 300_000);

test('nor with Redis in use, where each is refused and goes on asking', async () => {
  const started = await startLimiter({ ...testServers().redis, namespace: createNamespace() });
  const twice = async (first: number, count: number) => {
    for (let n = first; n < first + count; n += 2_000) {
      await askFrom(n, 2_000, started);
      await askFrom(n, 2_000, started);
      await askFrom(n, 2_000, started);
    }
  };
  await twice(0, 24_000);
  const early = heapInUse();
  await twice(24_000, 16_000);
  expect(heapInUse() - early).toBeLessThan(16 * MIB);
}, 300_000);
