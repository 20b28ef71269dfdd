import { setTimeout as pause } from 'node:timers/promises';
import { done, unavailable } from '@ballast/reliability';
import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { Gate } from '../test/gate.ts';
import type { Messaging } from './messaging.ts';
import { ensureTopology } from './topology.ts';

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology();
});
afterEach(() => bench.close());

const publishMany = async (count: number) => {
  const identities = await Promise.all(Array.from({ length: count }, () => bench.publish(messaging)));
  return identities.map(({ id }) => id).sort();
};
const pending = async () => {
  const manager = await bench.manager(messaging);
  return manager.consumers.info(`${bench.namespace}_primecheck_stream`, 'primecheck_consumer');
};

test('as many run as were asked for, as many again wait in the client, and no more are taken', async () => {
  await publishMany(50);
  const gate = new Gate();
  let running = 0;
  let most = 0;
  bench.consume(
    messaging,
    async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.passed;
      running -= 1;
      return done;
    },
    { concurrency: 5 },
  );

  await until(async () => (await pending()).num_ack_pending === 10);
  await pause(300);
  expect((await pending()).num_ack_pending).toBe(10);
  expect(most).toBe(5);

  gate.open();
  await until(async () => (await bench.stored(messaging)) === 0);
  expect(most).toBe(5);
});

test('a thousand quick messages are done, each once', async () => {
  const ids = await publishMany(1000);
  const seen: string[] = [];
  bench.consume(
    messaging,
    async ({ identity }) => {
      seen.push(identity.id);
      return done;
    },
    { concurrency: 64 },
  );
  await until(async () => (await bench.stored(messaging)) === 0);
  expect(seen.sort()).toEqual(ids);
});

test('work that takes longer than the ack deadline is not delivered again, nor is what waits behind it', async () => {
  // A keep-alive goes out every third of it: on a busy machine one may be late by a second.
  const ackWaitMs = 3000;
  await ensureTopology(messaging, { replicas: 1, ackWaitMs });
  await publishMany(4);
  const gate = new Gate();
  let runs = 0;
  bench.consume(messaging, async ({ redelivered }) => {
    expect(redelivered).toBe(false);
    runs += 1;
    await gate.passed;
    return done;
  });
  await until(async () => (await pending()).num_ack_pending === 4);
  await pause(2 * ackWaitMs);
  gate.open();
  await until(async () => (await bench.stored(messaging)) === 0);
  expect(runs).toBe(4);
  expect(await bench.metric('ballast_messaging_redeliveries_total')).toBe(0);
  expect(bench.attempts.rows).toEqual([]);
});

test('stopping finishes what runs, gives back what waits, and loses and doubles nothing', async () => {
  const ids = await publishMany(260);
  const seen: string[] = [];
  const handle = async ({ identity }: { identity: { id: string } }) => {
    await pause(5);
    seen.push(identity.id);
    return done;
  };
  // Many generations of processes, each stopped under load: what goes wrong here, goes wrong now and then.
  for (let round = 1; round <= 25; round += 1) {
    const consumer = bench.consume(messaging, handle, { concurrency: 4 });
    await until(() => seen.length >= 8 * round);
    await Promise.all([consumer.stop(), consumer.stop()]);
    const atStop = seen.length;
    expect(consumer.state()).toBe('stopped');
    await pause(20);
    expect(seen).toHaveLength(atStop);
  }
  bench.consume(messaging, handle);
  // Much sooner than the ack deadline of 30 s, which is when a message would come back that was dropped, not given back.
  await until(async () => (await bench.stored(messaging)) === 0, { timeoutMs: 20_000 });

  expect(seen.sort()).toEqual(ids);
  expect(new Set(bench.attempts.statuses())).toEqual(new Set(['deferred:shutdown']));
});

test('a handler that never ends does not hold up a stop: its message is given back, without an attempt', async () => {
  const [id] = await publishMany(1);
  let aborted = false;
  const consumer = bench.consume(
    messaging,
    (_message, { signal }) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    },
    { stopGraceMs: 100 },
  );
  await until(async () => (await pending()).num_ack_pending === 1);

  const startedAt = performance.now();
  await consumer.stop();

  expect(performance.now() - startedAt, 'it has an end').toBeLessThan(15_000);
  expect(aborted).toBe(true);
  expect(bench.attempts.rows).toMatchObject([{ identity: { id }, status: 'deferred', errorCode: 'shutdown' }]);
  const next: string[] = [];
  bench.consume(messaging, async ({ identity, attempt }) => {
    next.push(`${identity.id} ${attempt}`);
    return done;
  });
  await until(() => next.length === 1);
  expect(next).toEqual([`${id} 1`]);
});

test('a paused consumer stops at once', async () => {
  await publishMany(3);
  const consumer = bench.consume(messaging, async () => unavailable('smtp', { code: 'x', message: 'x' }), {
    probe: () => new Promise(() => undefined),
  });
  await until(() => consumer.state() === 'paused');
  const startedAt = performance.now();
  await consumer.stop();
  expect(performance.now() - startedAt, 'it waits for no probe').toBeLessThan(5_000);
});

test('stopping right after starting is fine', async () => {
  const consumer = bench.consume(messaging, async () => done);
  await consumer.stop();
  await publishMany(1);
  expect(await bench.stored(messaging)).toBe(1);
});

test('two consumers share the work', async () => {
  const ids = await publishMany(40);
  const seen = { one: [] as string[], two: [] as string[] };
  const gate = new Gate();
  const other = await bench.connect();
  for (const [name, connection] of [
    ['one', messaging],
    ['two', other],
  ] as const) {
    bench.consume(connection, async ({ identity }) => {
      seen[name].push(identity.id);
      await gate.passed;
      return done;
    });
  }
  await until(() => seen.one.length === 2 && seen.two.length === 2);
  gate.open();
  await until(async () => (await bench.stored(messaging)) === 0);
  expect([...seen.one, ...seen.two].sort()).toEqual(ids);
});

test('an idle consumer shows signs of life', async () => {
  bench.consume(messaging, async () => done);
  const before = bench.activity;
  await until(() => bench.activity >= before + 2);
});

test('a concurrency that makes no sense is refused', () => {
  for (const concurrency of [0, -1, 1.5, Number.NaN]) {
    expect(() => bench.consume(messaging, async () => done, { concurrency })).toThrow(RangeError);
  }
});
