import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONSUMER, connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { findFreePort, type NatsHandle, startNats } from '@ballast/native-stack';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrokerMetrics } from './broker-metrics.ts';
import { FollowedTotals } from './followed-totals.ts';
import { measureServer } from './measure-server.ts';
import { measureStreams } from './measure-streams.ts';

/** Our four, and all others. */
const STREAMS_SHOWN = 5;
const logger = createLogger({ service: 'test', level: 'silent' });
const registry = createMetrics('test');
const metrics = createBrokerMetrics(registry);
const totals = new FollowedTotals();
let dir: string;
let nats: NatsHandle;
let messaging: Messaging;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-broker-'));
  nats = await startNats({ dir, durability: 'relaxed', monitorPort: await findFreePort() });
  messaging = await connectMessaging({ servers: [`127.0.0.1:${nats.port}`], name: 'test', namespace: 'ours', logger });
  await ensureTopology(messaging, { replicas: 1 });
});

afterAll(async () => {
  await messaging?.close();
  await nats?.stop();
  await rm(dir, { recursive: true, force: true });
});

const monitorUrl = () => `http://127.0.0.1:${nats.monitorPort}`;

async function value(name: string, labels = ''): Promise<number> {
  const text = await registry.registry.metrics();
  const [, found] = new RegExp(`^${name}\\{${labels}[^}]*\\} (\\S+)`, 'm').exec(text) ?? [];
  return Number(found);
}

const publish = (subject: string, ids: readonly string[]) =>
  Promise.all(ids.map((messageId) => messaging.publish({ subject, messageId, body: '{}' })));

test('what lies in our streams is shown by stream and consumer, and what was stored since is counted', async () => {
  const { stream, durable } = CONSUMER.primeCheck;
  await publish('primecheck', ['a']);
  await measureStreams(messaging, metrics, totals);
  const stored = await value('nats_stream_messages_stored_total', `stream="${stream}"`);
  await publish('primecheck', ['b', 'c']);
  await measureStreams(messaging, metrics, totals);

  expect(await value('message_queue_length', `queue_name="${stream}"`)).toBe(3);
  expect(await value('nats_consumer_pending_messages', `stream="${stream}",consumer="${durable}"`)).toBe(3);
  expect(await value('nats_stream_messages_stored_total', `stream="${stream}"`)).toBe(stored + 2);
  expect(await value('nats_stream_usage_ratio', `stream="${stream}"`)).toBeGreaterThan(0);
  const age = Date.now() / 1_000 - (await value('nats_stream_oldest_message_timestamp_seconds', `stream="${stream}"`));
  expect(Math.abs(age)).toBeLessThan(60);
  expect(await value('nats_up')).toBe(1);
});

test('streams of others are one, however many they are', async () => {
  const theirs = await Promise.all(
    ['one', 'two', 'three'].map(async (namespace) => {
      const one = await connectMessaging({ servers: [`127.0.0.1:${nats.port}`], name: namespace, namespace, logger });
      await ensureTopology(one, { replicas: 1 });
      return one;
    }),
  );
  for (const one of theirs) await one.publish({ subject: 'primecheck', messageId: 'theirs', body: 'x' });
  await Promise.all(theirs.map((one) => one.close()));
  await measureStreams(messaging, metrics, totals);
  expect(await value('message_queue_length', 'queue_name="other"')).toBe(3);
  const queues = (await registry.registry.metrics()).match(/^message_queue_length\{/gm);
  expect(queues).toHaveLength(STREAMS_SHOWN);
});

test('the broker’s process is shown by its monitor; one that does not answer is said to be down', async () => {
  await measureServer(monitorUrl(), metrics.server, totals);
  expect(await value('nats_monitor_up')).toBe(1);
  expect(await value('nats_server_connections')).toBeGreaterThan(0);
  expect(await value('nats_server_memory_bytes')).toBeGreaterThan(1_000_000);
  expect(await value('nats_jetstream_storage_limit_bytes')).toBeGreaterThan(0);
  expect(await value('nats_jetstream_streams')).toBeGreaterThanOrEqual(4);
  await publish('emailsend', ['d', 'e']);
  await measureServer(monitorUrl(), metrics.server, totals);
  expect(await value('nats_server_messages_total', 'direction="in"')).toBeGreaterThanOrEqual(2);

  const nowhere = `http://127.0.0.1:${await findFreePort()}`;
  await expect(measureServer(nowhere, metrics.server, totals)).rejects.toThrow();
  expect(await value('nats_monitor_up')).toBe(0);
  expect(await value('nats_server_connections')).toBeGreaterThan(0);
});

test('a broker that is gone leaves its last values, and says that it is not up', async () => {
  const gone = createMetrics('gone');
  const goneMetrics = createBrokerMetrics(gone);
  const own = await mkdtemp(join(tmpdir(), 'ballast-broker-'));
  const server = await startNats({ dir: own, durability: 'relaxed' });
  const connection = await connectMessaging({ servers: [`127.0.0.1:${server.port}`], name: 'test', logger });
  try {
    await ensureTopology(connection, { replicas: 1 });
    await connection.publish({ subject: 'primecheck', messageId: 'a', body: '{}' });
    await measureStreams(connection, goneMetrics, new FollowedTotals());
    await server.stop();
    await expect(measureStreams(connection, goneMetrics, new FollowedTotals())).rejects.toThrow();
    const text = await gone.registry.metrics();
    expect(text).toContain('nats_up{service="gone"} 0');
    expect(text).toContain('message_queue_length{queue_name="primecheck_stream",service="gone"} 1');
  } finally {
    await connection.close();
    await server.stop();
    await rm(own, { recursive: true, force: true });
  }
});
