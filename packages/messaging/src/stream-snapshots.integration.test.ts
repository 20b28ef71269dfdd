import { eventStreamName, eventSubject } from '@ballast/contracts';
import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { ensureEventStream, eventStreamStand } from './event-streams.ts';
import { streamState } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import { restoreStreams, type SnapshotPart, saveStreams } from './stream-snapshots.ts';
import { CONSUMER } from './topology-data.ts';

const { stream } = CONSUMER.deadLetters;
const namespace = createNamespace();

let bench: Bench;
let messaging: Messaging;
beforeEach(async () => {
  bench = new Bench(testServers().nats.servers[0] ?? '', namespace);
  messaging = await bench.connectWithTopology({ ackWaitMs: 1_000 });
});
afterEach(() => bench.close());

test('a stream that is lost comes back as it was: its messages, their numbers, and who had settled what', async () => {
  const large = 'x'.repeat(200_000);
  for (let i = 1; i <= 20; i += 1) {
    await messaging.publish({ subject: 'dlq.primecheck', messageId: `before-${i}`, body: `${i} ${large}` });
  }
  const consumer = bench.consumeRaw(messaging, async ({ seq }) => {
    if (seq > 12) throw new Error('not now');
  });
  await until(async () => (await streamState(messaging, stream))?.consumers[0]?.ackFloorSeq === 12);
  await consumer.stop();
  const before = await streamState(messaging, stream);

  const parts: SnapshotPart[] = [];
  for await (const part of saveStreams(messaging)) parts.push(part);
  await messaging.publish({ subject: 'dlq.primecheck', messageId: 'after', body: 'not in the snapshot' });
  await expect(restoreStreams(messaging, iterate(parts))).rejects.toMatchObject({ code: 'rejected' });
  await bench.removeStreams(messaging);

  expect(await restoreStreams(messaging, iterate(parts))).toContain(stream);
  const after = await streamState(messaging, stream);
  expect(after).toMatchObject({ messages: before?.messages, firstSeq: 1, lastSeq: 20 });
  expect(after?.consumers[0]).toMatchObject({ name: before?.consumers[0]?.name, ackFloorSeq: 12 });

  const seen: number[] = [];
  bench.consumeRaw(messaging, async ({ seq }) => {
    seen.push(seq);
  });
  await until(() => new Set(seen).size === 8);
  expect([...new Set(seen)].toSorted((a, b) => a - b)).toEqual([13, 14, 15, 16, 17, 18, 19, 20]);
});

test('a stream of events is among them', async () => {
  const limits = { maxMessages: 10, maxAgeMs: 3_600_000, maxBytes: 1024 * 1024, replicas: 1 };
  await ensureEventStream(messaging, 'alt:events:articles', limits);
  const subject = eventSubject('alt:events:articles', 'ArticleCreated');
  await messaging.publish({ subject, messageId: 'an-event', body: 'an article' });

  const parts: SnapshotPart[] = [];
  for await (const part of saveStreams(messaging)) parts.push(part);
  await bench.removeStreams(messaging);
  expect(await eventStreamStand(messaging, 'alt:events:articles')).toBeUndefined();

  expect(await restoreStreams(messaging, iterate(parts))).toContain(eventStreamName('alt:events:articles'));
  expect(await eventStreamStand(messaging, 'alt:events:articles')).toMatchObject({ messages: 1, lastSeq: 1 });
});

test('what is no snapshot is refused', async () => {
  await expect(restoreStreams(messaging, iterate([{ chunk: Buffer.from('x') }]))).rejects.toMatchObject({
    code: 'rejected',
  });
});

async function* iterate(parts: readonly SnapshotPart[]): AsyncGenerator<SnapshotPart> {
  yield* parts;
}
