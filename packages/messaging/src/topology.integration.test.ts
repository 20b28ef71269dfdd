import { createNamespace, testServers, until } from '@ballast/testkit';
import { nanos, RetentionPolicy, StorageType } from 'nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { MessagingError } from './messaging-error.ts';
import { ensureTopology } from './topology.ts';
import { CONSUMER } from './topology-data.ts';

const ALL = [
  'primecheck_stream',
  'primecheck_stream/primecheck_consumer',
  'emailsend_stream',
  'emailsend_stream/emailsend_consumer',
  'dead_letter_queue',
  'dead_letter_queue/dlq_manager',
  'advisories',
  'advisories/dlq_advisories',
];

let bench: Bench;
beforeEach(() => {
  bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
});
afterEach(() => bench.close());

const named = (stream: string) => `${bench.namespace}_${stream}`;

test('all streams and consumers are made once, and then left as they are', async () => {
  const messaging = await bench.connect();

  expect(await ensureTopology(messaging, { replicas: 1 })).toEqual({ created: ALL, updated: [], unchanged: [] });
  expect(await ensureTopology(messaging, { replicas: 1 })).toEqual({ created: [], updated: [], unchanged: ALL });
});

test('the server holds what the contract says', async () => {
  const messaging = await bench.connectWithTopology();
  const manager = await bench.manager(messaging);

  const work = (await manager.streams.info(named('primecheck_stream'))).config;
  expect(work).toMatchObject({
    subjects: [`${bench.namespace}.primecheck`],
    retention: 'workqueue',
    storage: 'file',
    discard: 'new',
    max_age: nanos(24 * 3600 * 1000),
    max_msgs: 1_000_000,
    max_bytes: 1024 ** 3,
    max_msg_size: 1024 ** 2,
    duplicate_window: nanos(600_000),
    num_replicas: 1,
  });
  const letters = (await manager.streams.info(named('dead_letter_queue'))).config;
  expect(letters).toMatchObject({
    subjects: [`${bench.namespace}.dlq.*`],
    retention: 'limits',
    discard: 'new',
    max_age: nanos(7 * 24 * 3600 * 1000),
    max_msgs: 10_000,
  });
  const consumer = (await manager.consumers.info(named('emailsend_stream'), 'emailsend_consumer')).config;
  expect(consumer).toMatchObject({ ack_policy: 'explicit', ack_wait: nanos(30_000), max_deliver: 64 });
  expect(consumer.backoff).toBeUndefined();
});

test('what was changed by hand or by a new version is put right', async () => {
  const messaging = await bench.connectWithTopology();
  const manager = await bench.manager(messaging);
  await manager.streams.update(named('emailsend_stream'), { max_msgs: 5, subjects: [`${bench.namespace}.other`] });
  await manager.consumers.update(named('primecheck_stream'), 'primecheck_consumer', { max_deliver: 7 });

  const report = await ensureTopology(messaging, { replicas: 1, ackWaitMs: 20_000 });

  expect(report.updated).toEqual([
    'primecheck_stream/primecheck_consumer',
    'emailsend_stream',
    'emailsend_stream/emailsend_consumer',
    'dead_letter_queue/dlq_manager',
    'advisories/dlq_advisories',
  ]);
  const { config } = await manager.consumers.info(named('primecheck_stream'), 'primecheck_consumer');
  expect(config).toMatchObject({ max_deliver: 64, ack_wait: nanos(20_000) });
  expect(await ensureTopology(messaging, { replicas: 1, ackWaitMs: 20_000 })).toMatchObject({ unchanged: ALL });
});

test('settings of others on our streams are left alone', async () => {
  const messaging = await bench.connectWithTopology();
  const manager = await bench.manager(messaging);
  await manager.streams.update(named('emailsend_stream'), { description: 'looked after by the mail team' });

  expect(await ensureTopology(messaging, { replicas: 1 })).toMatchObject({ unchanged: ALL });
  const { config } = await manager.streams.info(named('emailsend_stream'));
  expect(config.description).toBe('looked after by the mail team');
});

test('a deleted stream and a deleted consumer come back, what is stored elsewhere stays', async () => {
  const messaging = await bench.connectWithTopology();
  const manager = await bench.manager(messaging);
  await bench.publish(messaging);
  await manager.streams.delete(named('emailsend_stream'));
  await manager.consumers.delete(named('primecheck_stream'), 'primecheck_consumer');

  const { created, updated } = await ensureTopology(messaging, { replicas: 1 });

  expect(created).toEqual([
    'primecheck_stream/primecheck_consumer',
    'emailsend_stream',
    'emailsend_stream/emailsend_consumer',
  ]);
  expect(updated).toEqual([]);
  expect(await bench.stored(messaging)).toBe(1);
});

test('a stream that cannot be changed in place is a conflict with a remedy, and is not touched', async () => {
  const messaging = await bench.connect();
  const manager = await bench.manager(messaging);
  const name = named('primecheck_stream');
  await manager.streams.add({
    name,
    subjects: [`${bench.namespace}.primecheck`],
    storage: StorageType.Memory,
    retention: RetentionPolicy.Limits,
  });
  await bench.publish(messaging);

  const conflict = await ensureTopology(messaging, { replicas: 1 }).catch((error: unknown) => error);

  expect(conflict).toBeInstanceOf(MessagingError);
  expect(conflict).toMatchObject({
    code: 'topology_conflict',
    message: expect.stringContaining(`nats stream rm ${name}`),
  });
  expect((await manager.streams.info(name)).state.messages).toBe(1);
});

test('a conflict in one stream keeps no other from being made', async () => {
  const messaging = await bench.connect();
  const manager = await bench.manager(messaging);
  await manager.streams.add({
    name: named('primecheck_stream'),
    subjects: [`${bench.namespace}.primecheck`],
    storage: StorageType.Memory,
  });

  await expect(ensureTopology(messaging, { replicas: 1 })).rejects.toMatchObject({
    code: 'topology_conflict',
    message: expect.stringContaining(named('primecheck_stream')),
  });

  for (const { stream, durable } of [CONSUMER.emailSend, CONSUMER.deadLetters, CONSUMER.advisories]) {
    expect((await manager.consumers.info(named(stream), durable)).name).toBe(durable);
  }
});

test('another stream on our subjects is a conflict with a remedy', async () => {
  const messaging = await bench.connect();
  const manager = await bench.manager(messaging);
  await manager.streams.add({ name: named('foreign'), subjects: [`${bench.namespace}.emailsend`] });

  await expect(ensureTopology(messaging, { replicas: 1 })).rejects.toMatchObject({
    code: 'topology_conflict',
    message: expect.stringContaining('NATS_NAMESPACE'),
  });
});

test('three replicas on a single server are a conflict that names the variable', async () => {
  const messaging = await bench.connect();
  await expect(ensureTopology(messaging, { replicas: 3 })).rejects.toMatchObject({
    code: 'topology_conflict',
    message: expect.stringContaining('NATS_REPLICAS'),
  });
});

test('several owners at once do not disturb each other', async () => {
  const owners = await Promise.all([1, 2, 3, 4].map(() => bench.connect()));
  await Promise.all(owners.map((messaging) => ensureTopology(messaging, { replicas: 1 })));
  expect(await ensureTopology(await bench.connect(), { replicas: 1 })).toMatchObject({ unchanged: ALL });
});

test('namespaces share a server, and each gets the advisories of its own streams alone', async () => {
  const other = new Bench(bench.server, createNamespace());
  try {
    const messaging = await bench.connectWithTopology();
    const stranger = await other.connectWithTopology();
    await bench.publishBody(messaging, 'not json');
    bench.consume(messaging, async () => ({ kind: 'done' }));

    await until(async () => (await bench.stored(messaging, CONSUMER.advisories.stream)) === 1);
    expect(await other.stored(stranger, CONSUMER.advisories.stream)).toBe(0);
    expect(await other.stored(stranger, CONSUMER.deadLetters.stream)).toBe(0);
  } finally {
    await other.close();
  }
});
