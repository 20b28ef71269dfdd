import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilRedisIsUsed } from '../limit-store.ts';
import { type AttackedServer, startAttackedServer } from './attacked-server.ts';
import { request, sendRaw } from './raw-connection.ts';
import { underWatch } from './under-watch.ts';

const LIMIT = 30;
const PROXY = '127.0.0.9';

let server: AttackedServer;
beforeAll(async () => {
  server = await startAttackedServer({
    RATE_LIMIT_ENABLED: 'true',
    TRUSTED_PROXY_CIDRS: PROXY,
    // Patient with Redis: where its answers come late, the limiter goes on by itself with buckets of its own.
    RATE_LIMIT_DEADLINE_MS: '20000',
  });
  await untilRedisIsUsed(server.app.url);
});
afterAll(() => server?.close());

/** The statuses of one list request for each forwarded address: a few at once over connections of their own. */
async function statusesOf(forwarded: readonly string[], from: string): Promise<number[]> {
  const perConnection = 40;
  const groups = Array.from({ length: Math.ceil(forwarded.length / perConnection) }, (_, nth) =>
    forwarded.slice(nth * perConnection, (nth + 1) * perConnection),
  );
  const statuses: number[] = [];
  const senders = Array.from({ length: 8 }, async () => {
    for (let group = groups.pop(); group !== undefined; group = groups.pop()) {
      const text = group.map((address, nth) =>
        request('GET /prime-check HTTP/1.1', {
          'X-Forwarded-For': address,
          Connection: nth === group.length - 1 ? 'close' : 'keep-alive',
        }),
      );
      statuses.push(...(await sendRaw(server.app.port, text.join(''), { from })).statuses);
    }
  });
  await Promise.all(senders);
  return statuses;
}

const passed = (statuses: readonly number[]) => statuses.filter((status) => status === 200).length;

/** Tokens come back while the requests run: half a one a second. */
async function passedPerBucket(forwarded: readonly string[], from: string) {
  const startedAt = performance.now();
  const statuses = await statusesOf(forwarded, from);
  const refilled = Math.ceil(((performance.now() - startedAt) / 1_000) * (LIMIT / 60)) + 1;
  for (const status of statuses) expect([200, 429, 503]).toContain(status);
  expect(statuses).toHaveLength(forwarded.length);
  return { passed: passed(statuses), most: LIMIT + refilled };
}

it('10,000 IPv6 addresses of one /64 through a trusted proxy are one client', { timeout: 180_000 }, async () => {
  const addresses = Array.from(
    { length: 10_000 },
    (_, nth) => `2001:db8:0:7:${((nth * 31) % 65_536).toString(16)}::${nth.toString(16)}`,
  );
  let result: Awaited<ReturnType<typeof passedPerBucket>> | undefined;
  await underWatch(server.app, '10,000 addresses of one /64', async () => {
    const one = await passedPerBucket(addresses, PROXY);
    result ??= one;
  });
  expect(result?.passed).toBeLessThanOrEqual(result?.most ?? 0);
  expect(result?.passed).toBeGreaterThanOrEqual(LIMIT - 1);
});

it('forged X-Forwarded-For from an address that is no proxy changes nothing', { timeout: 60_000 }, async () => {
  const forged = Array.from({ length: 400 }, (_, nth) => `198.51.${nth % 250}.${nth % 199}`);
  const { passed, most } = await passedPerBucket(forged, '127.0.0.21');
  expect(passed).toBeLessThanOrEqual(most);
});

it('what a client puts before the address that the proxy adds changes nothing', { timeout: 60_000 }, async () => {
  const forged = Array.from({ length: 400 }, (_, nth) => `198.51.100.${nth % 250}, 203.0.113.77`);
  const { passed, most } = await passedPerBucket(forged, PROXY);
  expect(passed).toBeLessThanOrEqual(most);
});

it('an IPv4 address is the same client in each of its ::ffff: forms', { timeout: 60_000 }, async () => {
  const forms = [
    '203.0.113.9',
    '::ffff:203.0.113.9',
    '::FFFF:203.0.113.9',
    '::ffff:cb00:7109',
    '0:0:0:0:0:ffff:cb00:7109',
    '203.0.113.9:4711',
  ];
  const { passed, most } = await passedPerBucket(
    Array.from({ length: 400 }, (_, nth) => forms[nth % forms.length] ?? ''),
    PROXY,
  );
  expect(passed).toBeLessThanOrEqual(most);
});
