import { defineEvent } from '@ballast/contracts';
import { ArticleCreated } from '@ballast/contracts/events';
import { type Consumer, consumeGroup, type EventHandler, on, type Received } from '@ballast/messaging';
import { done } from '@ballast/reliability';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { HubBench, jsonEvent } from './hub-bench.ts';

const bench = new HubBench();
const members: Consumer[] = [];
beforeAll(() => bench.start());
afterEach(async () => {
  for (const member of members.splice(0)) await member.stop();
});
afterAll(() => bench.close());

function join(group: string, handlers: readonly EventHandler[]): void {
  const member = consumeGroup(bench.messaging, {
    stream: ArticleCreated.stream,
    group,
    handlers,
    concurrency: 8,
    worker: `${group}-1`,
    logger: createLogger({ service: group, level: 'silent' }),
    metrics: createMetrics(group),
    onActivity: () => undefined,
  });
  members.push(member);
}

const base64 = (bytes: string | Uint8Array) => Buffer.from(bytes).toString('base64');
const publish = (event: Record<string, unknown>) =>
  bench.call('Publish', { stream: ArticleCreated.stream, event: jsonEvent(event) });

test('895 publishes of one event_id reach a group once', async () => {
  const event = { event_id: 'repeated', event_type: 'ArticleCreated', payload: base64('{"article_id":"7"}') };
  const seen: string[] = [];
  await bench.call('CreateConsumerGroup', { stream: ArticleCreated.stream, group: 'tagger', start_id: '0' });
  join('tagger', [
    on(ArticleCreated, async ({ identity, payload }) => {
      seen.push(`${identity.id} ${payload.article_id}`);
      return done;
    }),
  ]);
  const answers = await Promise.all(Array.from({ length: 895 }, () => publish(event)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.messageId}`)).size).toBe(1);
  await publish({ ...event, event_id: 'last' });

  await until(() => seen.includes('last 7'));
  expect(seen).toEqual(['repeated 7', 'last 7']);
});

test('source, metadata, time and bytes come to a handler as the producer gave them', async () => {
  const Image = defineEvent({ stream: ArticleCreated.stream, type: 'ImageStored', payload: z.instanceof(Uint8Array) });
  const { promise, resolve } = Promise.withResolvers<Received<Uint8Array>>();
  join('images', [
    on(Image, async (message) => {
      resolve(message);
      return done;
    }),
  ]);
  const bytes = new Uint8Array([0xff, 0, 0xfe]);
  const told = { source: 'camera', metadata: { tenant: 'one' }, created_at: '2026-01-13T00:00:00.123456789Z' };
  await publish({ event_id: 'image', event_type: 'ImageStored', payload: base64(bytes), ...told });

  const { source, metadata, createdAt, payload, identity } = await promise;
  expect({ source, metadata, payload, identity }).toEqual({
    source: 'camera',
    metadata: { tenant: 'one' },
    payload: bytes,
    identity: { id: 'image', generation: 0, enqueue: 1 },
  });
  expect(createdAt.toISOString()).toBe('2026-01-13T00:00:00.123Z');
});
