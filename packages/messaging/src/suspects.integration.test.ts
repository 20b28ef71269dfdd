import { HEADER } from '@ballast/contracts';
import { done, retry } from '@ballast/reliability';
import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { Gate } from '../test/gate.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import { inspectStreams } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { ensureTopology } from './topology.ts';

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology();
});
afterEach(() => bench.close());

const publishMany = (count: number) => Promise.all(Array.from({ length: count }, () => bench.publish(messaging)));
const isEmpty = async () => (await bench.stored(messaging)) === 0;

/**
 * What is in flight is delivered again now, as when the ack deadline is over. A short deadline would do the same to what a live
 * consumer holds that stands still for a moment.
 */
async function deliverAgain(): Promise<void> {
  const stream = `${bench.namespace}_primecheck_stream`;
  const manager = await bench.manager(messaging);
  const { state } = await manager.streams.info(stream);
  const { delivered } = await manager.consumers.info(stream, 'primecheck_consumer');
  for (let seq = 1; seq <= state.last_seq; seq += 1) {
    const place = `1.${seq}.${delivered.consumer_seq}.${Date.now()}000000.0`;
    const answer = `$JS.ACK.${stream}.primecheck_consumer.${place}`;
    natsOf(messaging).connection.nc.publish(answer, '-NAK {"delay": 1000000}');
  }
}

let dead = 0;
/**
 * Takes messages like a worker and dies with them: from `isTime` on nothing of it reaches the server any more. Whoever comes
 * after it gets them.
 */
async function dieWith(
  isTime: (running: number) => boolean | Promise<boolean>,
  options: Partial<ConsumerOptions<{ number: string }>> = {},
): Promise<void> {
  dead += 1;
  const own = await bench.connect();
  let running = 0;
  const never = new Promise<never>(() => undefined);
  bench.consume(
    own,
    async () => {
      running += 1;
      return never;
    },
    { worker: `dead-${dead}`, stopGraceMs: 0, ...options },
  );
  await until(() => isTime(running));
  await natsOf(own).connection.nc.close();
  // What it had asked for is still open for a moment.
  await until(async () => (await inspectStreams(messaging))[0]?.consumers[0]?.waiting_pulls === 0);
  await deliverAgain();
}
const markedBy = (worker: string) =>
  bench.attempts.rows.filter((row) => row.status === 'processing' && row.worker === worker).length;

test('what was in flight when a process died runs alone, one after another, with a mark each; the rest does not', async () => {
  await publishMany(3);
  await dieWith((running) => running === 3, { concurrency: 3 });
  const fresh = await publishMany(3);
  const isFresh = new Set(fresh.map(({ id }) => id));
  let running = 0;
  const besides: number[] = [];
  const freshBesides: number[] = [];
  bench.consume(
    messaging,
    async ({ identity }) => {
      running += 1;
      const seen = isFresh.has(identity.id) ? freshBesides : besides;
      await new Promise((resolve) => setTimeout(resolve, 100));
      seen.push(running);
      running -= 1;
      return done;
    },
    { concurrency: 6, worker: 'heir' },
  );
  await until(isEmpty);
  expect(besides).toEqual([1, 1, 1]);
  expect(Math.max(...freshBesides)).toBeGreaterThan(1);
  expect(markedBy('heir')).toBe(3);
  expect(await bench.metric('ballast_messaging_suspects_total')).toBe(3);
});

test('a suspect that waits for its turn longer than the ack deadline is not delivered again', async () => {
  // A keep-alive goes out every third of it.
  const ackWaitMs = 3000;
  await ensureTopology(messaging, { replicas: 1, ackWaitMs });
  await publishMany(2);
  await dieWith((running) => running === 2);
  const gate = new Gate();
  let runs = 0;
  bench.consume(messaging, async () => {
    runs += 1;
    if (runs === 1) await gate.passed;
    return done;
  });
  await until(() => runs === 1);
  setTimeout(gate.open, 2 * ackWaitMs);
  await until(isEmpty);
  expect(runs).toBe(2);
});

test('a message that kills whoever works on it is quarantined as poison after a bounded number of deaths, untried', async () => {
  const killer = await bench.publish(messaging);
  await dieWith((running) => running === 1, { worker: 'first' });
  expect(markedBy('first')).toBe(0);
  for (const worker of ['second', 'third', 'fourth']) {
    await dieWith(() => markedBy(worker) === 1, { worker });
  }
  let runs = 0;
  bench.consume(messaging, async () => {
    runs += 1;
    return done;
  });
  await until(async () => (await bench.letters(messaging)).length === 1);
  const [letter] = await bench.letters(messaging);
  expect(runs).toBe(0);
  expect(letter?.headers).toMatchObject({
    'Nats-Msg-Id': `dlq:primecheck:${killer.id}:r0`,
    [HEADER.errorType]: 'poison',
    [HEADER.errorCode]: 'worker_killer',
  });
  expect(JSON.parse(letter?.body ?? '')).toMatchObject({ id: killer.id });
  await until(isEmpty);
  expect(bench.attempts.rows.at(-1)).toMatchObject({ status: 'failed', errorType: 'poison' });
});

test('an outcome closes the marks before it: deaths long ago and a failure since do not add up', async () => {
  await bench.publish(messaging);
  await dieWith((running) => running === 1);
  for (const worker of ['one', 'two']) await dieWith(() => markedBy(worker) === 1, { worker });
  let attempts = 0;
  const consumer = bench.consume(messaging, async () => {
    attempts += 1;
    return retry({ code: 'x', message: 'x' });
  });
  await until(() => attempts === 1 && bench.attempts.rows.at(-1)?.status === 'failed');
  await consumer.stop();
  for (const worker of ['three', 'four']) await dieWith(() => markedBy(worker) === 1, { worker });
  bench.consume(messaging, async () => done);
  await until(isEmpty);
  expect(await bench.letters(messaging)).toEqual([]);
});

test('a stranger that puts a killer off does not wipe the deaths that it has caused', async () => {
  const killer = await bench.publish(messaging);
  await dieWith((running) => running === 1);
  for (const worker of ['one', 'two', 'three']) {
    await dieWith(() => markedBy(worker) === 1, { worker });
    if (worker === 'two') {
      const row = { identity: killer, subject: 'primecheck', status: 'deferred', errorCode: 'shutdown' } as const;
      await bench.attempts.record({ ...row, worker: 'stranger' });
    }
  }
  let runs = 0;
  bench.consume(messaging, async () => {
    runs += 1;
    return done;
  });
  await until(async () => (await bench.letters(messaging)).length === 1);
  expect(runs).toBe(0);
});

test('deliveries that left a row make no suspect', async () => {
  await bench.publish(messaging);
  const attempts: number[] = [];
  bench.consume(messaging, async ({ attempt }) => {
    attempts.push(attempt);
    return attempt < 3 ? retry({ code: 'x', message: 'x' }) : done;
  });
  await until(isEmpty);
  expect(attempts).toEqual([1, 2, 3]);
  expect(bench.attempts.rows.filter(({ status }) => status === 'processing')).toEqual([]);
});

test('deliveries whose row could not be written make no suspect in the process that survived them', async () => {
  await bench.publish(messaging);
  let runs = 0;
  bench.consume(messaging, async () => {
    runs += 1;
    if (runs > 1) return done;
    bench.attempts.fault = new Error('gone');
    setTimeout(() => {
      bench.attempts.fault = undefined;
    }, 300);
    return retry({ code: 'x', message: 'x' });
  });
  await until(isEmpty);
  expect(runs).toBe(2);
  expect(bench.attempts.rows.filter(({ status }) => status === 'processing')).toEqual([]);
});

test('a message that is delivered again while it is still held here is no suspect', async () => {
  await bench.publish(messaging);
  const gate = new Gate();
  let runs = 0;
  bench.consume(messaging, async () => {
    runs += 1;
    if (runs === 1) await gate.passed;
    return done;
  });
  await until(() => runs === 1);
  // As if no keep-alive had come in time.
  await deliverAgain();
  await until(() => runs === 2);
  gate.open();
  await until(isEmpty);
  expect(bench.attempts.rows).toEqual([]);
  expect(await bench.metric('ballast_messaging_suspects_total')).toBe(0);
});

test('a suspect without its mark is not run: the consumer waits for the log', async () => {
  await bench.publish(messaging);
  await dieWith((running) => running === 1);
  let runs = 0;
  const { record } = bench.attempts;
  bench.attempts.record = async (row) => {
    if (row.status === 'processing') throw new Error('read-only');
    return record.call(bench.attempts, row);
  };
  const consumer = bench.consume(messaging, async () => {
    runs += 1;
    return done;
  });
  await until(() => consumer.state() === 'paused');
  expect(runs).toBe(0);
  bench.attempts.record = record;
  await until(isEmpty);
  expect(runs).toBe(1);
});

test('a mark whose outcome could not be written is closed later', async () => {
  await bench.publish(messaging);
  await dieWith((running) => running === 1);
  const consumer = bench.consume(messaging, async () => {
    bench.attempts.fault = new Error('gone');
    return retry({ code: 'x', message: 'x' });
  });
  await until(() => bench.attempts.fault !== undefined && consumer.state() === 'paused', { timeoutMs: 30_000 });
  const stopped = consumer.stop();
  bench.attempts.fault = undefined;
  await stopped;
  await until(() => bench.attempts.rows.at(-1)?.status === 'deferred');
  expect(bench.attempts.rows.map(({ status }) => status)).toContain('processing');
});

test('a mark that was reported as not written is closed later all the same, for it may be there', async () => {
  await bench.publish(messaging);
  await dieWith((running) => running === 1);
  const { record } = bench.attempts;
  bench.attempts.record = async (row) => {
    await record.call(bench.attempts, row);
    if (row.status !== 'processing') return;
    bench.attempts.fault = new Error('late');
    throw bench.attempts.fault;
  };
  const consumer = bench.consume(messaging, async () => done);
  await until(() => bench.attempts.fault !== undefined && consumer.state() === 'paused', { timeoutMs: 30_000 });
  const stopped = consumer.stop();
  bench.attempts.fault = undefined;
  await stopped;
  await until(() => bench.attempts.rows.at(-1)?.status === 'deferred');
  expect(bench.attempts.rows.map(({ status }) => status)).toContain('processing');
});
