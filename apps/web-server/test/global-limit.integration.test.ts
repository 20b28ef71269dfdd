import { LimitsSchema } from '@ballast/contracts/operators';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { readEventLoopDelays } from '../src/limits/live-instances.ts';
import { ask } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type LimitedServer, limitsOf, startLimitedServer } from './limited-server.ts';

const OLD_OUTBOX = /^the oldest outbox row has waited 6\d\d s$/;

let server: LimitedServer;
beforeAll(async () => {
  server = await startLimitedServer({
    RATE_LIMIT_PRIME_CHECK_GLOBAL: '40',
    RATE_LIMIT_PRIME_CHECK_PER_IP: '10',
    // Only the last test is about that, on a server of its own: here a busy machine must not cut anything.
    RATE_LIMIT_AUTO_SCALING: 'false',
  });
});
afterAll(() => server?.close());

it('what everybody asks for together beyond the capacity is answered 503, and nobody’s own quota pays for it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 120 }, (_, index) => server.submit(`198.51.100.${index % 40}`)),
  );
  const accepted = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status, headers }) => status === 503 && headers.has('x-ratelimit-policy'));
  expect(accepted.length).toBeGreaterThanOrEqual(40);
  expect(refused.length).toBeGreaterThan(10);
  expect(await countRows(server.database.db, 'prime_checks')).toBe(accepted.length);
  const [first] = refused;
  if (first === undefined) throw new Error('nothing was refused');
  expect(limitsOf(first)).toMatchObject({ limit: 40, remaining: 0, policy: 'prime-check-global' });
  expect(limitsOf(first).retryAfter).toBeGreaterThanOrEqual(1);
  expect(await first.json()).toMatchObject({ code: 'over_capacity', 'violated-policies': ['prime-check-global'] });

  // Refused for the capacity, it took no token of the address: what it was accepted with is all that is gone.
  const buckets = await ask(`${server.app.url}/api/limits/buckets?kind=ip&id=198.51.100.1`);
  const body = (await buckets.json()) as { buckets: { name: string; remaining: number }[] };
  const own = body.buckets.find(({ name }) => name === 'prime-check-per-ip');
  expect(own?.remaining).toBeGreaterThanOrEqual(10 - 3);
});

it('a flood of what is refused is not one line each in the log', () => {
  expect(server.app.logs.filter((line) => line.includes('over_capacity'))).toEqual([]);
});

it('under load less is let in, which is told with its reason', async () => {
  const scaled = await startLimitedServer({ RATE_LIMIT_PRIME_CHECK_GLOBAL: '40' });
  onTestFinished(scaled.close);
  const { db } = scaled.database;
  await scaled.submit('198.51.100.1');
  // What has been due for ten minutes: nobody publishes here.
  await db.pool.query('UPDATE outbox SET next_retry_at = NOW(3) - INTERVAL 10 MINUTE');
  const limits = await until(
    async () => {
      const read = LimitsSchema.parse(await (await ask(`${scaled.app.url}/api/limits`)).json());
      return read.global.factor < 1 && read.global.reasons.some((reason) => OLD_OUTBOX.test(reason)) && read;
    },
    { timeoutMs: 30_000 },
  );
  expect(limits.global.factor).toBeGreaterThanOrEqual(0.1);
  const metrics = await (await fetch(`${scaled.app.url}/metrics`)).text();
  expect(Number(/^rate_limit_capacity_factor\{[^}]*\} (\S+)/m.exec(metrics)?.[1])).toBeLessThan(1);
  // And the others are told how late the event loop is here.
  await until(async () => (await readEventLoopDelays(db, 'web-server')).length === 1, { timeoutMs: 30_000 });
  const answer = await until(async () => {
    const one = await scaled.submit(`198.51.101.${Math.floor(Math.random() * 250)}`);
    return limitsOf(one).policy === 'prime-check-global' && one;
  });
  expect(limitsOf(answer).limit).toBeLessThan(40);
});
