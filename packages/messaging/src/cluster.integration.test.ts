import { randomUUID } from 'node:crypto';
import { createNamespace, type NatsCluster, type NatsNode, startNatsCluster, until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Bench } from '../test/bench.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { ensureTopology } from './topology.ts';
import type { TopologyReport } from './topology-options.ts';

const STREAM = 'primecheck_stream';
const PATIENCE = { timeoutMs: 60_000, everyMs: 100 };

let cluster: NatsCluster;
let bench: Bench;
beforeAll(async () => {
  cluster = await startNatsCluster({ durability: 'relaxed' });
});
afterAll(() => cluster?.close());
beforeEach(() => {
  bench = new Bench(cluster.servers.join(','), createNamespace());
});
afterEach(async () => {
  // Streams can be deleted when the cluster has got over what was done to it.
  await until(() => bench.close().then(() => true), PATIENCE);
});

const message = () => ({ subject: 'primecheck', messageId: randomUUID(), body: '{}' });
const full = (stream: string) => `${bench.namespace}_${stream}`;

/** As the owner of the topology does: again and again, until it is right. */
function ensured(messaging: Messaging, replicas: number): Promise<TopologyReport> {
  const isAnswered = (report: TopologyReport) => report.unchanged.length < 8 && report;
  return until(async () => isAnswered(await ensureTopology(messaging, { replicas })), PATIENCE);
}

async function copiesOf(messaging: Messaging, stream: string, durable: string): Promise<number[]> {
  const manager = await bench.manager(messaging);
  const infos = [await manager.streams.info(full(stream)), await manager.consumers.info(full(stream), durable)];
  return infos.map(({ cluster }) => 1 + (cluster?.replicas ?? []).filter(({ current }) => current).length);
}

test('streams and consumers go from one copy to three in place: what they hold stays, and nothing counts as made anew', async () => {
  const messaging = await bench.connect();
  await ensured(messaging, 1);
  for (let nth = 0; nth < 20; nth += 1) await bench.publish(messaging);
  const created = await messaging.streamCreated(STREAM);

  await until(async () => (await ensureTopology(messaging, { replicas: 3 })).unchanged.length === 8, PATIENCE);

  await until(async () => (await copiesOf(messaging, STREAM, 'primecheck_consumer')).every((n) => n === 3), PATIENCE);
  expect(await bench.stored(messaging)).toBe(20);
  const { created: after } = await (await bench.manager(messaging)).streams.info(full(STREAM));
  expect(String(after)).toBe(created);
  let done = 0;
  bench.consume(messaging, async () => {
    done += 1;
    return { kind: 'done' };
  });
  await until(() => done === 20, PATIENCE);
}, 120_000);

test('whoever is connected to a server that is cut off from the others goes to another one, and is served there', async () => {
  const messaging = await bench.connect();
  await ensured(messaging, 3);
  await messaging.publish(message());
  const cutOff = serverOf(messaging);
  cutOff.cutOff();
  try {
    await until(() => messaging.publish({ ...message(), timeoutMs: 2_000 }), PATIENCE);
    expect(serverOf(messaging)).not.toBe(cutOff);
    expect(bench.log.some(({ msg }) => /trying another server/.test(String(msg)))).toBe(true);
  } finally {
    cutOff.heal();
  }
}, 120_000);

test('a stream is the same making whichever server leads it', async () => {
  const messaging = await bench.connect();
  await ensured(messaging, 3);
  await messaging.publish(message());
  const created = await messaging.streamCreated(STREAM);
  const leader = await cluster.leaderOf(full(STREAM));
  await leader.kill();
  try {
    // One message, however often: without an answer it may be stored all the same.
    const second = { ...message(), timeoutMs: 2_000 };
    const receipt = await until(() => messaging.publish(second), PATIENCE);
    expect(receipt.seq).toBe(2);
    const info = await until(async () => (await bench.manager(messaging)).streams.info(full(STREAM)), PATIENCE);
    expect(String(info.created)).toBe(created);
    expect(info.cluster?.leader).not.toBe(leader.name);
  } finally {
    await leader.start();
  }
}, 120_000);

test('whoever connects to a cluster of servers that may hold messages back is told so', async () => {
  await bench.connect();
  const isWarned = bench.log.some(({ msg }) => /may hold messages back/.test(String(msg)));
  expect(isWarned).toBe(!cluster.isSound);
});

function serverOf(messaging: Messaging): NatsNode {
  const address = natsOf(messaging).connection.nc.getServer();
  const node = cluster.nodes.find((one) => one.address === address);
  if (node === undefined) throw new Error(`${address} is none of the cluster`);
  return node;
}
