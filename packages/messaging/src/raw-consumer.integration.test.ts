import { randomUUID } from 'node:crypto';
import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { Gate } from '../test/gate.ts';
import { inspectStreams, streamState } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import type { RawMessage } from './raw-consumer.ts';
import { purgeStream, readStored } from './stored-messages.ts';
import { CONSUMER } from './topology-data.ts';

const { stream, durable } = CONSUMER.deadLetters;

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology();
});
afterEach(() => bench.close());

const publish = (body: string | Uint8Array, subject = 'dlq.primecheck', messageId: string = randomUUID()) =>
  messaging.publish({ subject, messageId, body, headers: { 'X-Note': 'kept' } });
const floor = async () => (await streamState(messaging, stream))?.consumers[0]?.ackFloorSeq;

test('a raw message is handed over as it lies in its stream, and acked when it is taken', async () => {
  const bytes = new Uint8Array([0xff, 0x00, 0x7b]);
  await publish(bytes, 'dlq.emailsend', 'an-id');
  const seen: RawMessage[] = [];
  bench.consumeRaw(messaging, async (message) => void seen.push(message));

  await until(async () => (await floor()) === 1);
  expect(seen).toMatchObject([
    {
      subject: 'dlq.emailsend',
      stream,
      streamCreated: await messaging.streamCreated(stream),
      seq: 1,
      deliveryCount: 1,
      body: Buffer.from(bytes),
    },
  ]);
  expect(Object.fromEntries(seen[0]?.headers ?? [])).toEqual({ 'X-Note': 'kept', 'Nats-Msg-Id': 'an-id' });
  expect(Math.abs((seen[0]?.storedAt.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
});

test('what is not taken comes again until it is, and holds up nothing else', async () => {
  for (const body of ['bad', 'good', 'fine']) await publish(body);
  const taken: string[] = [];
  bench.consumeRaw(messaging, async ({ body, deliveryCount }) => {
    const text = new TextDecoder().decode(body);
    if (text === 'bad' && deliveryCount < 3) throw Object.assign(new Error('no'), { code: 'undecodable' });
    taken.push(text);
  });
  await until(async () => (await floor()) === 3);
  expect(taken.sort()).toEqual(['bad', 'fine', 'good']);
  expect(await bench.metric('ballast_messaging_deliveries_total', { consumer: durable, outcome: 'retry' })).toBe(2);
  expect(await bench.metric('ballast_messaging_deliveries_total', { consumer: durable, outcome: 'dead' })).toBe(0);
});

test('while what the handler needs is unavailable nothing is pulled; once it is back, all is taken', async () => {
  for (let i = 0; i < 30; i += 1) await publish(String(i));
  let isDown = true;
  let calls = 0;
  const taken = new Set<number>();
  const consumer = bench.consumeRaw(
    messaging,
    async ({ seq }) => {
      calls += 1;
      if (isDown) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      taken.add(seq);
    },
    {
      probe: async () => {
        if (isDown) throw new Error('still gone');
      },
    },
  );
  await until(() => consumer.state() === 'paused');
  expect(calls).toBeLessThan(30);
  isDown = false;
  await until(async () => (await floor()) === 30);
  expect(taken.size).toBe(30);
});

test('stopping lets the handlers under way finish, and gives back what waits', async () => {
  for (let i = 0; i < 8; i += 1) await publish(String(i));
  const gate = new Gate();
  let taken = 0;
  const consumer = bench.consumeRaw(
    messaging,
    async () => {
      await gate.passed;
      taken += 1;
    },
    { concurrency: 2 },
  );
  await until(
    async () => (await inspectStreams(messaging)).find(({ name }) => name === stream)?.consumers[0]?.in_flight === 4,
  );
  const stopped = consumer.stop();
  gate.open();
  await stopped;
  expect(taken).toBe(2);
  bench.consumeRaw(messaging, async () => {
    taken += 1;
  });
  // Much sooner than the ack deadline of 30 s.
  await until(async () => (await floor()) === 8, { timeoutMs: 20_000 });
  expect(taken).toBe(8);
});

test('the streams of the topology are described as the server has them', async () => {
  await publish('one', 'dlq.primecheck');
  await publish('two', 'dlq.emailsend');
  const before = (await inspectStreams(messaging)).find(({ name }) => name === stream);
  expect((await inspectStreams(messaging)).map(({ name }) => name)).toEqual([
    'primecheck_stream',
    'emailsend_stream',
    'dead_letter_queue',
    'advisories',
  ]);
  expect(before).toMatchObject({
    subjects: ['dlq.*'],
    messages: 2,
    first_seq: 1,
    last_seq: 2,
    created_at: await messaging.streamCreated(stream),
    consumers: [
      {
        name: durable,
        pending: 2,
        in_flight: 0,
        redelivered: 0,
        last_delivered_seq: 0,
        ack_floor_seq: 0,
        waiting_pulls: 0,
      },
    ],
  });
  expect(before?.bytes).toBeGreaterThan(0);
  expect(before?.oldest_at).toMatch(/Z$/);

  bench.consumeRaw(messaging, async () => undefined);
  await until(async () => {
    const consumer = (await inspectStreams(messaging)).find(({ name }) => name === stream)?.consumers[0];
    return consumer?.ack_floor_seq === 2 && consumer.waiting_pulls > 0;
  });
  expect(await streamState(messaging, stream)).toEqual({
    created: before?.created_at,
    messages: 2,
    firstSeq: 1,
    lastSeq: 2,
    consumers: [{ name: durable, deliveredSeq: 2, ackFloorSeq: 2, inFlight: 0 }],
  });
});

test('a stream that is gone is left out, and one without a consumer has none', async () => {
  const manager = await bench.manager(messaging);
  await manager.streams.delete(`${bench.namespace}_advisories`);
  await manager.consumers.delete(`${bench.namespace}_${stream}`, durable);
  expect(await streamState(messaging, 'advisories')).toBeUndefined();
  expect(await streamState(messaging, stream)).toMatchObject({ messages: 0, lastSeq: 0, consumers: [] });
  expect((await inspectStreams(messaging)).map(({ name, consumers }) => `${name}:${consumers.length}`)).toEqual([
    'primecheck_stream:1',
    'emailsend_stream:1',
    'dead_letter_queue:0',
  ]);
});

test('a sequence number tells what is stored under it, and nothing when it is gone', async () => {
  const { seq } = await publish('one', 'dlq.primecheck', 'dlq:x:r0');
  expect(await readStored(messaging, stream, seq)).toEqual({ messageId: 'dlq:x:r0' });
  expect(await readStored(messaging, stream, seq + 1)).toBeUndefined();
  expect(await purgeStream(messaging, stream, { upToSeq: seq })).toBe(1);
  expect(await readStored(messaging, stream, seq)).toBeUndefined();
  await expect(readStored(messaging, 'no_such_stream', 1)).rejects.toMatchObject({ code: 'no_stream' });
});

test('a purge takes what it is told to take, and nothing else', async () => {
  for (const subject of ['dlq.primecheck', 'dlq.emailsend', 'dlq.primecheck', 'dlq.emailsend', 'dlq.primecheck']) {
    await publish('x', subject);
  }
  expect(await purgeStream(messaging, stream, { upToSeq: 0 })).toBe(0);
  expect((await streamState(messaging, stream))?.messages).toBe(5);
  expect(await purgeStream(messaging, stream, { upToSeq: 1 })).toBe(1);
  expect(await purgeStream(messaging, stream, { upToSeq: 2 })).toBe(1);
  expect(await purgeStream(messaging, stream, { subject: 'dlq.primecheck', upToSeq: 4 })).toBe(1);
  expect(await purgeStream(messaging, stream, { subject: 'dlq.emailsend' })).toBe(1);
  expect(await streamState(messaging, stream)).toMatchObject({ messages: 1, firstSeq: 5 });
  expect(await purgeStream(messaging, stream)).toBe(1);
  await expect(purgeStream(messaging, 'no_such_stream')).rejects.toMatchObject({ code: 'no_stream' });
});
