import { done, doneWithout, retry, unavailable } from '@ballast/reliability';
import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { Gate } from '../test/gate.ts';
import type { Messaging } from './messaging.ts';

const full = { code: 'rejected_temporary', message: 'mailbox full' };

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology();
});
afterEach(() => bench.close());

const publishMany = (count: number) => Promise.all(Array.from({ length: count }, () => bench.publish(messaging)));
const isEmpty = async () => (await bench.stored(messaging)) === 0;
const countRows = (status: string) => bench.attempts.rows.filter((row) => row.status === status).length;
const smtp = { consumer: 'primecheck_consumer', dependency: 'smtp' };

describe('a storm of failures of one dependency', () => {
  test('opens its breaker; while it is open no attempt is spent; one message at a time is tried; then all are done once', async () => {
    await publishMany(60);
    let isStorm = true;
    let isProbed = false;
    let atOnce = 0;
    let most = 0;
    const triedWhileHalfOpen: number[] = [];
    const sent: string[] = [];
    const consumer = bench.consume(
      messaging,
      async ({ identity }) => {
        atOnce += 1;
        if (consumer.breakers()[0]?.state === 'half_open') triedWhileHalfOpen.push(atOnce);
        else most = Math.max(most, atOnce);
        await new Promise((resolve) => setTimeout(resolve, 5));
        atOnce -= 1;
        if (isStorm) return retry(full, 'smtp');
        sent.push(identity.id);
        return done;
      },
      {
        concurrency: 10,
        dependencies: ['smtp'],
        // It answers probes all the time: only mails are refused.
        probe: async (dependency) => {
          expect(dependency).toBe('smtp');
          isProbed = true;
        },
        // Longer than the test: nobody is tried again before it is over.
        policy: { maxAttempts: 50, initialMs: 200, multiplier: 1, maxMs: 200, jitter: 0 },
      },
    );
    expect(consumer.breakers()).toEqual([{ dependency: 'smtp', state: 'closed' }]);

    await until(() => consumer.state() === 'paused');
    expect(consumer.breakers()).toEqual([
      {
        dependency: 'smtp',
        state: 'open',
        reason: 'rejected_temporary: mailbox full',
        since: expect.stringMatching(/Z$/),
        next_probe_at: expect.stringMatching(/Z$/),
      },
    ]);
    expect(await bench.metric('ballast_breaker_state', smtp)).toBe(2);
    const opened = async () => (await bench.metric('ballast_breaker_transitions_total', { ...smtp, to: 'open' })) ?? 0;
    await until(async () => (await opened()) >= 4);

    // Five of them opened it; from then on one attempt for each time that it was half open.
    const tries = await bench.metric('ballast_breaker_transitions_total', { ...smtp, to: 'half_open' });
    expect(countRows('failed')).toBeLessThanOrEqual(5 + (tries ?? 0));
    expect(isProbed).toBe(true);
    expect(most).toBeGreaterThan(1);
    expect(await bench.letters(messaging)).toEqual([]);

    isStorm = false;
    await until(isEmpty);
    expect(new Set(triedWhileHalfOpen)).toEqual(new Set([1]));
    expect(sent).toHaveLength(60);
    expect(new Set(sent).size).toBe(60);
    await until(() => consumer.breakers()[0]?.state === 'closed');
    expect(await bench.metric('ballast_breaker_state', smtp)).toBe(0);
  });

  test('defers what was under way when it opened, without an attempt', async () => {
    const identities = await publishMany(9);
    const slow = new Gate();
    const slowIds = new Set(identities.slice(0, 4).map(({ id }) => id));
    let running = 0;
    let isStorm = true;
    const consumer = bench.consume(
      messaging,
      async ({ identity }) => {
        running += 1;
        if (!isStorm) return done;
        if (slowIds.has(identity.id)) await slow.passed;
        else await until(() => running >= 9);
        return retry(full, 'smtp');
      },
      {
        concurrency: 9,
        probe: () => Promise.reject(new Error('still full')),
        // Longer than the test: one that is tried again before the pause is complete would be deferred as well.
        policy: { maxAttempts: 50, initialMs: 60_000, multiplier: 1, maxMs: 60_000, jitter: 0 },
      },
    );
    await until(() => consumer.state() === 'paused');
    await until(() => countRows('failed') === 5);
    slow.open();
    await until(() => bench.attempts.rows.length === 9);
    expect(countRows('failed')).toBe(5);
    const deferred = bench.attempts.rows.filter(({ status }) => status === 'deferred');
    expect(new Set(deferred.map(({ identity }) => identity.id))).toEqual(slowIds);
    expect(deferred[0]).toMatchObject({ errorCode: 'rejected_temporary' });
    isStorm = false;
  });

  test('is not ended by what is done without the dependency: neither before its breaker opens nor while it is half open', async () => {
    const identities = await publishMany(12);
    const unwanted = new Set([3, 5, 7].map((index) => identities[index]?.id));
    let isStorm = true;
    let unwantedDone = 0;
    const consumer = bench.consume(
      messaging,
      async ({ identity }) => {
        if (unwanted.has(identity.id)) {
          unwantedDone += 1;
          return doneWithout('smtp');
        }
        return isStorm ? retry(full, 'smtp') : done;
      },
      {
        concurrency: 1,
        dependencies: ['smtp'],
        probe: async () => undefined,
        policy: { maxAttempts: 50, initialMs: 60_000, multiplier: 1, maxMs: 60_000, jitter: 0 },
      },
    );
    // Two come between the five that open it, and one is among those tried afterwards.
    await until(() => unwantedDone === 3);
    const transitions = async (to: string) =>
      (await bench.metric('ballast_breaker_transitions_total', { ...smtp, to })) ?? 0;
    await until(async () => (await transitions('open')) >= 3);
    expect(await transitions('closed')).toBe(0);
    expect(consumer.breakers()[0]?.state).not.toBe('closed');
    isStorm = false;
    await bench.publish(messaging);
    await until(() => consumer.breakers()[0]?.state === 'closed');
  });

  test('does not keep a single bad message from its end: a trial that fails is an attempt', async () => {
    const bad = await bench.publish(messaging);
    const consumer = bench.consume(
      messaging,
      async ({ identity, attempt }) => {
        if (identity.id !== bad.id) return done;
        // At first it looks as if the server were away; then it is only this one that is refused.
        return attempt === 1 && bench.attempts.rows.length === 0 ? unavailable('smtp', full) : retry(full, 'smtp');
      },
      { probe: async () => undefined, policy: { maxAttempts: 3, initialMs: 20, multiplier: 1, maxMs: 20, jitter: 0 } },
    );
    await until(async () => (await bench.letters(messaging)).length === 1);
    expect(countRows('failed')).toBe(3);
    await bench.publish(messaging);
    await until(isEmpty);
    await until(() => consumer.breakers()[0]?.state === 'closed');
  });
});

test('a few failures among successes open nothing, and each is an attempt', async () => {
  const identities = await publishMany(60);
  const failing = new Set(identities.filter((_, index) => index % 4 === 0).map(({ id }) => id));
  const consumer = bench.consume(
    messaging,
    async ({ identity, attempt }) => (failing.has(identity.id) && attempt === 1 ? retry(full, 'smtp') : done),
    { concurrency: 1, dependencies: ['smtp'] },
  );
  await until(isEmpty);
  expect(consumer.breakers()).toEqual([{ dependency: 'smtp', state: 'closed' }]);
  expect(await bench.metric('ballast_breaker_transitions_total', { ...smtp, to: 'open' })).toBe(0);
  expect(countRows('failed')).toBe(failing.size);
});

test('a paused consumer shows signs of life, however far the next probe is', async () => {
  await bench.publish(messaging);
  const consumer = bench.consume(messaging, async () => unavailable('smtp', full), {
    probe: () => Promise.reject(new Error('away')),
  });
  await until(() => {
    const next = Date.parse(consumer.breakers()[0]?.next_probe_at ?? '');
    return next - Date.now() > 6000;
  });
  const before = bench.activity;
  const restMs = Date.parse(consumer.breakers()[0]?.next_probe_at ?? '') - Date.now();
  await until(() => bench.activity > before, { timeoutMs: restMs - 200 });
});

test('each of two dependencies that are missing is probed by its name, and both have to answer', async () => {
  await publishMany(4);
  const missing = new Set(['mysql', 'smtp']);
  const probed = new Set<string>();
  const gate = new Gate();
  let nth = 0;
  const consumer = bench.consume(
    messaging,
    async () => {
      nth += 1;
      if (nth > 2) return done;
      const mine = nth === 1 ? 'mysql' : 'smtp';
      if (nth === 2) gate.open();
      await gate.passed;
      return unavailable(mine, { code: 'away', message: mine });
    },
    {
      probe: async (dependency) => {
        probed.add(dependency);
        if (missing.has(dependency)) throw new Error('away');
      },
    },
  );
  await until(() => consumer.breakers().filter(({ state }) => state === 'open').length === 2 && probed.size === 2);
  missing.delete('mysql');
  await until(() => consumer.breakers().some(({ state }) => state === 'half_open'));
  expect(consumer.state()).toBe('paused');
  missing.delete('smtp');
  await until(isEmpty);
  await until(() => consumer.breakers().every(({ state }) => state === 'closed'));
});
