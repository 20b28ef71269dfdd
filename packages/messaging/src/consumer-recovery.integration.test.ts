import { setTimeout as pause } from 'node:timers/promises';
import { done, unavailable } from '@ballast/reliability';
import {
  createNamespace,
  createOwnNatsServer,
  type OwnNatsServer,
  startTcpProxy,
  testServers,
  until,
} from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import { Gate } from '../test/gate.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { ensureTopology } from './topology.ts';

const warnings = (bench: Bench) =>
  bench.log.filter(({ level, consumer }) => level === 'warn' && consumer !== undefined);

describe('on a server of its own', () => {
  let server: OwnNatsServer;
  let bench: Bench;
  let messaging: Messaging;
  beforeEach(async () => {
    server = await createOwnNatsServer({ started: true });
    bench = new Bench(server.address, createNamespace());
    messaging = await bench.connectWithTopology();
  });
  afterEach(async () => {
    await bench.close();
    await server.remove();
  });

  test('a restarted server is consumed from again, each message once', async () => {
    const seen: string[] = [];
    bench.consume(messaging, async ({ identity }) => {
      seen.push(identity.id);
      return done;
    });
    const first = await bench.publish(messaging);
    await until(async () => (await bench.stored(messaging)) === 0);

    await server.stop();
    await until(() => !messaging.connected());
    await server.start();
    await until(() => messaging.connected());

    const second = await bench.publish(messaging);
    await until(async () => (await bench.stored(messaging)) === 0);
    expect(seen).toEqual([first.id, second.id]);
  });

  test('a server that comes back empty is consumed from again once its topology is restored', async () => {
    const seen: string[] = [];
    const consumer = bench.consume(messaging, async ({ identity }) => {
      seen.push(identity.id);
      return done;
    });
    await bench.publish(messaging);
    await until(() => seen.length === 1);

    await server.kill();
    await server.wipe();
    await server.start();
    await until(() => messaging.connected());
    await until(() => warnings(bench).length > 0);
    await pause(1500);
    expect(warnings(bench)).toHaveLength(1);
    expect(consumer.state()).toBe('running');
    await ensureTopology(messaging, { replicas: 1 });

    const again = await bench.publish(messaging);
    await until(() => seen.includes(again.id));
    expect(bench.log.filter(({ msg }) => msg === 'consuming again')).toHaveLength(1);
  });

  test('an acknowledgement for a stream that is gone does not settle what the new one holds', async () => {
    const gate = new Gate();
    const seen: string[] = [];
    bench.consume(
      messaging,
      async ({ identity }) => {
        seen.push(identity.id);
        await gate.passed;
        return done;
      },
      { concurrency: 1 },
    );
    await bench.publish(messaging);
    await until(() => seen.length === 1);

    await server.kill();
    await server.wipe();
    await server.start();
    await until(() => messaging.connected());
    await ensureTopology(messaging, { replicas: 1 });
    // It has the sequence number of the message that is being worked on, in the stream that was.
    const held = await bench.publish(messaging);
    const manager = await bench.manager(messaging);
    const name = `${bench.namespace}_primecheck_stream`;
    await until(async () => (await manager.consumers.info(name, 'primecheck_consumer')).num_ack_pending === 1);
    gate.open();

    await until(async () => (await bench.stored(messaging)) === 0);
    expect(seen[1]).toBe(held.id);
    // The message leaves the stream before its acknowledgement is confirmed here.
    await until(async () => (await bench.metric('ballast_messaging_acks_total', { result: 'confirmed' })) === 1);
    expect(await bench.metric('ballast_messaging_acks_total', { result: 'unconfirmed' })).toBe(1);
  });

  test('a consumer stops soon while the server is away, even with work under way', async () => {
    const gate = new Gate();
    let runs = 0;
    const consumer = bench.consume(messaging, async () => {
      runs += 1;
      await gate.passed;
      return done;
    });
    for (let index = 0; index < 4; index += 1) await bench.publish(messaging);
    await until(() => runs === 2);
    await server.kill();
    await until(() => !messaging.connected());

    const startedAt = performance.now();
    const stopping = consumer.stop();
    gate.open();
    await stopping;

    expect(performance.now() - startedAt, 'it waits for no server').toBeLessThan(8000);
    expect(runs).toBe(2);
    expect(consumer.state()).toBe('stopped');
  });
});

describe('on a shared server', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench(testServers().nats.servers[0] ?? '', createNamespace());
  });
  afterEach(() => bench.close());

  test('a consumer that starts before its stream is there begins when it is', async () => {
    const messaging = await bench.connect();
    let runs = 0;
    bench.consume(messaging, async () => {
      runs += 1;
      return done;
    });
    await until(() => warnings(bench).length === 1);
    await ensureTopology(messaging, { replicas: 1 });
    await bench.publish(messaging);
    await until(() => runs === 1);
  });

  test.each(['stream', 'consumer'] as const)(
    'a %s deleted while it is read is read again when restored',
    async (what) => {
      const messaging = await bench.connectWithTopology();
      const manager = await bench.manager(messaging);
      const name = `${bench.namespace}_primecheck_stream`;
      const seen: string[] = [];
      bench.consume(messaging, async ({ identity }) => {
        seen.push(identity.id);
        return done;
      });
      await bench.publish(messaging);
      await until(() => seen.length === 1);

      if (what === 'stream') await manager.streams.delete(name);
      else await manager.consumers.delete(name, 'primecheck_consumer');
      await until(() => warnings(bench).length === 1);
      await ensureTopology(messaging, { replicas: 1 });

      const again = await bench.publish(messaging);
      await until(() => seen.includes(again.id));
      expect(warnings(bench)).toHaveLength(1);
    },
  );

  test('a stream replaced while all hands are busy is noticed by its silence', async () => {
    const messaging = await bench.connectWithTopology();
    const manager = await bench.manager(messaging);
    const gate = new Gate();
    const seen: string[] = [];
    bench.consume(messaging, async ({ identity }) => {
      seen.push(identity.id);
      await gate.passed;
      return done;
    });
    // As many as are held at once: no request is open that the server could answer with "deleted".
    for (let index = 0; index < 4; index += 1) await bench.publish(messaging);
    await until(() => seen.length === 2);
    await until(async () => (await bench.metric('ballast_messaging_in_flight')) === 4);
    await manager.streams.delete(`${bench.namespace}_primecheck_stream`);
    gate.open();
    await until(() => seen.length === 4);
    await until(() => warnings(bench).length > 0);
    await ensureTopology(messaging, { replicas: 1 });

    const again = await bench.publish(messaging);
    await until(() => seen.includes(again.id));
  });

  test('what a paused consumer still works on is kept alive after a reconnect', async () => {
    // Longer than reconnecting takes on a busy machine.
    const ackWaitMs = 5000;
    const messaging = await bench.connectWithTopology({ ackWaitMs });
    const gate = new Gate();
    const runs: string[] = [];
    const slow = await bench.publish(messaging);
    const paused = bench.consume(
      messaging,
      async ({ identity }) => {
        runs.push(identity.id);
        if (identity.id !== slow.id) return unavailable('mysql', { code: 'away', message: 'away' });
        await gate.passed;
        return done;
      },
      { probe: () => Promise.reject(new Error('still away')) },
    );
    await until(() => runs.length === 1);
    await bench.publish(messaging);
    await until(() => paused.state() === 'paused');
    let reconnects = 0;
    messaging.onReconnect(() => {
      reconnects += 1;
    });
    await natsOf(messaging).connection.nc.reconnect();
    await until(() => reconnects === 1);

    const seen: string[] = [];
    bench.consume(await bench.connect(), async ({ identity }) => {
      seen.push(identity.id);
      return done;
    });
    await until(() => seen.length === 1);
    await pause(1.6 * ackWaitMs);
    expect(seen).not.toContain(slow.id);
    gate.open();
    await until(async () => (await bench.stored(messaging)) === 0);
    expect(seen).not.toContain(slow.id);
  });

  test('a message whose acknowledgement is lost comes again, and is done twice at most', async () => {
    const direct = await bench.connectWithTopology({ ackWaitMs: 4000 });
    const [host = '', port = ''] = bench.server.split(':');
    const proxy = await startTcpProxy({ host, port: Number(port) });
    try {
      const messaging = await bench.connect({ server: `127.0.0.1:${proxy.port}` });
      let cuts = 0;
      proxy.onClientData((data) => {
        if (cuts > 0 || !data.includes('+ACK')) return 'pass';
        cuts += 1;
        return 'cut_before';
      });
      const seen: { id: string; redelivered: boolean }[] = [];
      bench.consume(messaging, async ({ identity, redelivered }) => {
        seen.push({ id: identity.id, redelivered });
        return done;
      });
      const { id } = await bench.publish(direct);

      await until(async () => (await bench.stored(direct)) === 0);
      expect(cuts).toBe(1);
      expect(seen).toEqual([
        { id, redelivered: false },
        { id, redelivered: true },
      ]);
      expect(bench.attempts.rows).toEqual([]);
      expect(await bench.metric('ballast_messaging_acks_total', { result: 'unconfirmed' })).toBe(1);
    } finally {
      await bench.close();
      await proxy.close();
    }
  });
});
