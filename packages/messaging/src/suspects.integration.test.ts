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

/** Short, so that the messages of a dead consumer come again soon. */
const ACK_WAIT_MS = 1000;

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology({ ackWaitMs: ACK_WAIT_MS });
});
afterEach(() => bench.close());

const publishMany = (count: number) => Promise.all(Array.from({ length: count }, () => bench.publish(messaging)));
const isEmpty = async () => (await bench.stored(messaging)) === 0;

let dead = 0;
/** Takes messages like a worker and dies with them: from `isTime` on nothing of it reaches the server any more. */
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
}
const markedBy = (worker: string) =>
  bench.attempts.rows.filter((row) => row.status === 'processing' && row.worker === worker).length;

test('what was in flight when a process died runs alone, one after another, with a mark each; the rest does not', async () => {
  await publishMany(3);
  await dieWith((running) => running === 3, { concurrency: 3 });
  // What it had asked for is still open for a moment.
  await until(async () => (await inspectStreams(messaging))[0]?.consumers[0]?.waiting_pulls === 0);
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
  setTimeout(gate.open, 3 * ACK_WAIT_MS);
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
  // As if no keep-alive had come in time: the server is asked to deliver it again at once.
  const subject = `$JS.ACK.${bench.namespace}_primecheck_stream.primecheck_consumer.1.1.1.${Date.now()}000000.0`;
  natsOf(messaging).connection.nc.publish(subject, '-NAK {"delay": 1000000}');
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
