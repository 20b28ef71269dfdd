import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { deleteStored } from './delete-stored.ts';
import { streamState } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import { CONSUMER } from './topology-data.ts';

const { stream } = CONSUMER.deadLetters;

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithTopology({ ackWaitMs: 1_000 });
});
afterEach(() => bench.close());

test('what was delivered and not acked comes again, although what lay before it is deleted', async () => {
  for (let i = 1; i <= 30; i += 1) {
    await messaging.publish({ subject: 'dlq.primecheck', messageId: String(i), body: 'x' });
  }
  const taken: number[] = [];
  let isRefusing = true;
  bench.consumeRaw(
    messaging,
    async ({ seq }) => {
      if (isRefusing && seq > 10) throw new Error('not now');
      taken.push(seq);
    },
    { concurrency: 30 },
  );
  await until(async () => (await streamState(messaging, stream))?.consumers[0]?.ackFloorSeq === 10);
  expect(await deleteStored(messaging, stream, { fromSeq: 1, toSeq: 10 })).toBe(10);
  expect(await streamState(messaging, stream)).toMatchObject({ messages: 20, firstSeq: 11 });
  isRefusing = false;
  await until(async () => (await streamState(messaging, stream))?.consumers[0]?.ackFloorSeq === 30);
  expect(new Set(taken).size).toBe(30);
});

test('two that delete the same range delete each message once, and what is gone is no failure', async () => {
  for (let i = 1; i <= 100; i += 1) {
    await messaging.publish({ subject: 'dlq.primecheck', messageId: String(i), body: 'x' });
  }
  const deleted = await Promise.all([1, 2].map(() => deleteStored(messaging, stream, { fromSeq: 1, toSeq: 90 })));
  expect(deleted.reduce((sum, count) => sum + count, 0)).toBe(90);
  expect(await deleteStored(messaging, stream, { fromSeq: 1, toSeq: 200 })).toBe(10);
  await expect(deleteStored(messaging, 'no_such_stream', { fromSeq: 1, toSeq: 1 })).rejects.toMatchObject({
    code: 'no_stream',
  });
});
