import { randomUUID } from 'node:crypto';
import {
  createNamespace,
  createOwnNatsServer,
  type OwnNatsServer,
  startTcpProxy,
  type TcpProxy,
  testServers,
  until,
} from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { connectMessaging } from './connect.ts';
import { natsOf } from './nats-messaging.ts';
import { ensureTopology } from './topology.ts';
import { CONSUMER } from './topology-data.ts';

const sharedServer = () => testServers().nats.servers[0] ?? '';
const message = (body: string | Uint8Array = '{}') => ({ subject: 'primecheck', messageId: randomUUID(), body });

describe('publishing', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench(sharedServer(), createNamespace());
  });
  afterEach(() => bench.close());

  test('a published message is stored, and its receipt says where, without the namespace', async () => {
    const messaging = await bench.connectWithTopology();

    const receipt = await messaging.publish(message());

    expect(receipt).toEqual({ stream: 'primecheck_stream', seq: 1, duplicate: false });
    expect(await bench.stored(messaging)).toBe(1);
  });

  test('the same id published again is a duplicate, stored once', async () => {
    const messaging = await bench.connectWithTopology();
    const twice = message();

    await messaging.publish(twice);

    expect(await messaging.publish(twice)).toMatchObject({ duplicate: true, seq: 1 });
    expect(await bench.stored(messaging)).toBe(1);
  });

  test('a full stream pushes back with stream_full, and takes messages again once there is room', async () => {
    const messaging = await bench.connectWithTopology({ maxWorkMessages: 2 });
    await messaging.publish(message());
    await messaging.publish(message());

    await expect(messaging.publish(message())).rejects.toMatchObject({ code: 'stream_full' });

    await (await bench.manager(messaging)).streams.purge(`${bench.namespace}_primecheck_stream`, { keep: 1 });
    await expect(messaging.publish(message())).resolves.toMatchObject({ duplicate: false });
  });

  // A cluster that loses its leader between taking a message and storing it answers so; here a listener plays it.
  test.each([
    ['a duplicate without a place', { stream: 's', seq: 0, duplicate: true }],
    [
      'a duplicate in process',
      { error: { code: 409, err_code: 10158, description: 'duplicate message id is in process' } },
    ],
  ])('%s is no success: in_process', async (_what, answer) => {
    const messaging = await bench.connect();
    const { nc } = natsOf(messaging).connection;
    nc.subscribe(`${bench.namespace}.primecheck`, {
      callback: (_error, asked) => void asked.respond(new TextEncoder().encode(JSON.stringify(answer))),
    });
    await expect(messaging.publish(message())).rejects.toMatchObject({ code: 'in_process' });
  });

  test.each([10005, 10006, 10007, 10008, 10009, 10118, 10119])(
    'what a cluster that cannot serve at the moment answers (%i) is unavailable',
    async (err_code) => {
      const messaging = await bench.connect();
      const { nc } = natsOf(messaging).connection;
      const answer = { error: { code: 500, err_code, description: 'not now' } };
      nc.subscribe(`${bench.namespace}.primecheck`, {
        callback: (_error, asked) => void asked.respond(new TextEncoder().encode(JSON.stringify(answer))),
      });
      await expect(messaging.publish(message())).rejects.toMatchObject({ code: 'unavailable' });
    },
  );

  test('a subject without a stream is no_stream', async () => {
    const messaging = await bench.connect();
    await expect(messaging.publish(message())).rejects.toMatchObject({ code: 'no_stream' });
    expect(() => messaging.streamForSubject('nobody.knows')).toThrow(expect.objectContaining({ code: 'no_stream' }));
    await expect(messaging.streamCreated('primecheck_stream')).rejects.toMatchObject({ code: 'no_stream' });
  });

  test.each([
    ['the stream', 1024 * 1024],
    ['the server', 2 * 1024 * 1024],
  ])('a message over the limit of %s is too_large', async (_whose, size) => {
    const messaging = await bench.connectWithTopology();
    await expect(messaging.publish(message(new Uint8Array(size)))).rejects.toMatchObject({ code: 'too_large' });
  });

  test('headers that are orders to the server, and headers with line breaks, are rejected', async () => {
    const messaging = await bench.connectWithTopology();
    for (const headers of [{ 'Nats-Rollup': 'all' }, { 'nats-expected-last-sequence': '7' }, { Note: 'a\r\nb: c' }]) {
      await expect(messaging.publish({ ...message(), headers })).rejects.toMatchObject({ code: 'rejected' });
    }
    expect(await bench.stored(messaging)).toBe(0);
  });

  test('many messages published at once are all stored', async () => {
    const messaging = await bench.connectWithTopology();
    const receipts = await Promise.all(Array.from({ length: 500 }, () => messaging.publish(message())));
    expect(new Set(receipts.map(({ seq }) => seq)).size).toBe(500);
  });

  test('of a batch is told what became of each, in its order, and no more are on their way than there may be', async () => {
    const messaging = await bench.connectWithTopology({ maxWorkMessages: 3 });
    const twice = message();
    let underWay = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const limit = async <T>(work: () => Promise<T>) => {
      if (underWay === 2) await new Promise<void>((resolve) => waiting.push(resolve));
      underWay += 1;
      most = Math.max(most, underWay);
      return await work().finally(() => {
        underWay -= 1;
        waiting.shift()?.();
      });
    };

    const outcomes = await messaging.publishBatch(
      [message(), twice, { ...message(), headers: { 'Nats-Rollup': 'all' } }, twice, message(), message()],
      limit,
    );

    expect(outcomes).toEqual([
      { receipt: { stream: 'primecheck_stream', seq: 1, duplicate: false } },
      { receipt: { stream: 'primecheck_stream', seq: 2, duplicate: false } },
      { error: expect.objectContaining({ code: 'rejected' }) },
      { receipt: { stream: 'primecheck_stream', seq: 2, duplicate: true } },
      { receipt: { stream: 'primecheck_stream', seq: 3, duplicate: false } },
      { error: expect.objectContaining({ code: 'stream_full' }) },
    ]);
    expect(most).toBe(2);
  });

  test('a batch over a connection that was closed fails message by message', async () => {
    const messaging = await bench.connectWithTopology();
    await messaging.close();
    const closed = { error: expect.objectContaining({ code: 'closed' }) };
    expect(await messaging.publishBatch([message(), message()])).toEqual([closed, closed]);
    expect(await messaging.publishBatch([message()])).toEqual([closed]);
    expect(await messaging.publishBatch([])).toEqual([]);
  });

  test('a stream that is made anew has another creation time', async () => {
    const messaging = await bench.connectWithTopology();
    const stream = CONSUMER.primeCheck.stream;
    const before = await messaging.streamCreated(stream);
    expect(before).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z$/);
    await messaging.publish(message());
    await messaging.publish(message());

    await (await bench.manager(messaging)).streams.delete(`${bench.namespace}_${stream}`);
    // Made by another connection, as another process would: what this one remembers must go by what it sees.
    await ensureTopology(await bench.connect(), { replicas: 1 });
    expect(await messaging.publish(message())).toMatchObject({ seq: 1 });

    expect(await messaging.streamCreated(stream)).not.toBe(before);
  });
});

describe('notifying', () => {
  test('a notification reaches the listeners of its own namespace, under its own name', async () => {
    const one = new Bench(sharedServer(), createNamespace());
    const other = new Bench(sharedServer(), createNamespace());
    try {
      const heard: string[] = [];
      const messaging = await one.connect();
      const stranger = await other.connect();
      const hear = (subject: string, data: Uint8Array) =>
        void heard.push(`${subject} ${new TextDecoder().decode(data)}`);
      const listener = await messaging.listen('events.primecheck.*', hear);
      await stranger.listen('events.>', () => void heard.push('stranger'));

      messaging.notify('events.primecheck.1', 'done');
      await until(() => heard.length === 1);
      expect(heard).toEqual(['events.primecheck.1 done']);

      await listener.close();
      await listener.close();
      messaging.notify('events.primecheck.2');
      await messaging.ping();
      await stranger.ping();
      expect(heard).toHaveLength(1);
    } finally {
      await one.close();
      await other.close();
    }
  });

  test('a listener that throws is logged, and hears the next one', async () => {
    const bench = new Bench(sharedServer(), createNamespace());
    try {
      const messaging = await bench.connect();
      let heard = 0;
      await messaging.listen('wake', () => {
        heard += 1;
        throw new Error('listener failed');
      });
      messaging.notify('wake');
      messaging.notify('wake');
      await until(() => heard === 2);
      expect(bench.log.some(({ msg }) => msg === 'a listener failed')).toBe(true);
    } finally {
      await bench.close();
    }
  });
});

describe('a server that goes away', () => {
  let server: OwnNatsServer;
  let bench: Bench;
  afterEach(async () => {
    await bench.close();
    await server.remove();
  });

  test('connecting waits for a server that is not there yet, and says so', async () => {
    server = await createOwnNatsServer({ started: false });
    bench = new Bench(server.address, createNamespace());
    const connecting = bench.connect();
    await until(() => bench.log.some(({ msg }) => msg === 'waiting for NATS'));

    await server.start();

    await (await connecting).ping();
  });

  test('the wait for the first connection can be ended', async () => {
    server = await createOwnNatsServer({ started: false });
    bench = new Bench(server.address, createNamespace());
    const stop = new AbortController();
    const { logger } = bench;
    const connecting = connectMessaging({ servers: [server.address], name: 'test', logger, signal: stop.signal });
    stop.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'closed' });
  });

  test('publishing while the server is stopped fails at once, and works again after its return', async () => {
    server = await createOwnNatsServer({ started: true });
    bench = new Bench(server.address, createNamespace());
    const messaging = await bench.connectWithTopology();
    let reconnects = 0;
    messaging.onReconnect(() => {
      reconnects += 1;
    });
    const before = message();
    await messaging.publish(before);

    await server.stop();
    await until(() => !messaging.connected());
    const startedAt = performance.now();
    await expect(messaging.publish(message())).rejects.toMatchObject({ code: 'unavailable' });
    await expect(messaging.ping()).rejects.toMatchObject({ code: 'unavailable' });
    await expect(messaging.streamCreated('primecheck_stream')).rejects.toMatchObject({ code: 'unavailable' });
    messaging.notify('events.primecheck.1');
    expect(performance.now() - startedAt, 'nobody waits for the server').toBeLessThan(4_000);

    await server.start();
    await until(() => reconnects === 1);
    expect(await messaging.publish(before)).toMatchObject({ duplicate: true });
    expect(await messaging.publish(message())).toMatchObject({ seq: 2, duplicate: false });
  });

  test('closing while the server is away ends soon, and says that it was wanted', async () => {
    server = await createOwnNatsServer({ started: true });
    bench = new Bench(server.address, createNamespace());
    const messaging = await bench.connect();
    await server.kill();
    await until(() => !messaging.connected());

    const startedAt = performance.now();
    await Promise.all([messaging.close(), messaging.close()]);

    expect(performance.now() - startedAt, 'nobody waits for the server').toBeLessThan(4000);
    expect(await messaging.closed).toBeUndefined();
    await expect(messaging.publish(message())).rejects.toMatchObject({ code: 'closed' });
    await expect(messaging.listen('wake', () => undefined)).rejects.toMatchObject({ code: 'closed' });
    messaging.notify('wake');
  });
});

describe('a network that fails', () => {
  let proxy: TcpProxy;
  let bench: Bench;
  beforeEach(async () => {
    const [host = '', port = ''] = sharedServer().split(':');
    proxy = await startTcpProxy({ host, port: Number(port) });
    bench = new Bench(sharedServer(), createNamespace());
  });
  afterEach(async () => {
    proxy.resume();
    await bench.close();
    await proxy.close();
  });

  test('an answer that does not come is a timeout, and the same id published again is stored once', async () => {
    const direct = await bench.connectWithTopology();
    const messaging = await bench.connect({ server: `127.0.0.1:${proxy.port}` });
    const unknown = message();

    proxy.pause();
    await expect(messaging.publish({ ...unknown, timeoutMs: 200 })).rejects.toMatchObject({ code: 'timeout' });
    proxy.resume();

    await messaging.publish(unknown);
    expect(await bench.stored(direct)).toBe(1);
  });

  test('a connection that breaks before the answer is a timeout at once, not after its deadline', async () => {
    await bench.connectWithTopology();
    const messaging = await bench.connect({ server: `127.0.0.1:${proxy.port}` });
    proxy.pause();
    const publishing = messaging.publish({ ...message(), timeoutMs: 30_000 });
    const startedAt = performance.now();

    proxy.cut();

    await expect(publishing).rejects.toMatchObject({ code: 'timeout' });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    proxy.resume();
    await until(() => messaging.connected());
    expect(natsOf(messaging).connection.nc.isClosed()).toBe(false);
  });
});
