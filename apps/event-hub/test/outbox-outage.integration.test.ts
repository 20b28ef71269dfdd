import { type AppProcess, createOwnNatsServer, type OwnNatsServer, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubBench, idsOf, jsonEvent } from './hub-bench.ts';

// The broker, or a hub, goes away while events are accepted: each of them reaches every group.

const ARTICLES = 'alt:events:articles';
const ASYNC = { prefer: 'respond-async' };

let nats: OwnNatsServer;
let bench: HubBench;
let others: AppProcess[];
beforeEach(async () => {
  others = [];
  nats = await createOwnNatsServer({ started: true });
  bench = new HubBench([nats.address]);
  await bench.start();
});
afterEach(async () => {
  for (const hub of others) await hub.kill();
  await bench.close();
  await nats.remove();
});

const groups = async (...names: string[]) => {
  for (const group of names) {
    await bench.call('CreateConsumerGroup', { stream: ARTICLES, group, start_id: '$' });
    await until(async () => (await bench.count('hub_groups', `name = '${group}'`)) === 1);
  }
};
/** Publishes batches of ten, and returns what was answered as accepted. */
const accept = async (prefix: string, batches: number, accepted: string[] = []) => {
  for (let batch = 0; batch < batches; batch += 1) {
    const events = Array.from({ length: 10 }, (_, nth) => jsonEvent({ event_id: `${prefix}-${batch}-${nth}` }));
    const { status } = await bench.call('PublishBatch', { stream: ARTICLES, events }, ASYNC);
    if (status === 200) accepted.push(...events.map(({ event_id }) => String(event_id)));
  }
  return accepted;
};
const missing = (accepted: readonly string[], seen: Parameters<typeof idsOf>[0]) => {
  const ids = idsOf(seen);
  return accepted.filter((id) => !ids.has(id));
};
const emptied = () => until(async () => (await bench.count('hub_events', '1 = 1')) === 0, { timeoutMs: 40_000 });

test('events are accepted while the broker is away, and delivered when it is back', async () => {
  await groups('g');
  const before = await accept('before', 3);
  await nats.kill();
  const during = await accept('during', 5);
  expect(during).toHaveLength(50);
  expect((await bench.call('Publish', { stream: ARTICLES, event: jsonEvent() })).status).toBe(503);
  expect(await bench.count('hub_events', 'seq IS NULL')).toBeGreaterThanOrEqual(50);
  await until(async () => (await bench.metric('mqhub_outbox_rows', { state: 'waiting' })) >= 50);
  expect(await bench.metric('mqhub_outbox_oldest_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000 - 60);
  await nats.start();
  const g = bench.join(ARTICLES, 'g');
  await until(() => missing([...before, ...during], g.seen).length === 0);
  await emptied();
  await g.stop();
});

test('a wiped broker: every group that existed gets what it had not acknowledged, in both of two wipes', async () => {
  await groups('all-read', 'part-read', 'asleep');
  const first = await accept('first', 5);
  const part = bench.join(ARTICLES, 'part-read');
  await until(() => missing(first, part.seen).length === 0);
  await part.stop();
  const second = await accept('second', 5);
  const read = bench.join(ARTICLES, 'all-read');
  await until(() => missing([...first, ...second], read.seen).length === 0);
  await read.stop();

  const wipe = async () => {
    await nats.kill();
    await nats.wipe();
  };
  await wipe();
  const during = await accept('during', 5);
  await nats.start();
  await until(async () => (await bench.metric('mqhub_outbox_again_total', { reason: 'lost' })) >= 100);
  await until(async () => (await bench.count('hub_events', 'seq IS NULL')) === 0);
  await wipe();
  await nats.start();
  const after = await accept('after', 5);

  const accepted = [...second, ...during, ...after];
  expect(accepted).toHaveLength(150);
  const again = ['all-read', 'part-read', 'asleep'].map((group) => bench.join(ARTICLES, group));
  for (const { seen } of again) await until(() => missing(accepted, seen).length === 0, { timeoutMs: 40_000 });
  const [, , asleep] = again;
  expect(missing(first, asleep?.seen ?? [])).toEqual([]);
  await emptied();
  await Promise.all(again.map(({ stop }) => stop()));
});

test('a hub killed between the commit and the publish loses nothing', async () => {
  await groups('g');
  // Nothing is published before the hub dies: the broker is away.
  await nats.kill();
  const accepted = await accept('killed', 5);
  await bench.hub.kill();
  await nats.start();
  await bench.startHub();
  await bench.hub.ready();
  const g = bench.join(ARTICLES, 'g');
  await until(() => missing(accepted, g.seen).length === 0);

  // And in the middle of its work.
  const more: string[] = [];
  // Ends with the connection that breaks.
  const publishing = accept('midst', 1_000, more).catch(() => undefined);
  await until(() => more.length > 100);
  await bench.hub.kill();
  await publishing;
  await bench.startHub();
  await bench.hub.ready();
  expect(more.length).toBeLessThan(10_000);
  await emptied();
  expect(missing(more, g.seen)).toEqual([]);
  await g.stop();
});

test('hubs beside each other publish each event once', async () => {
  others.push(await bench.startAnotherHub(), await bench.startAnotherHub());
  for (const hub of others) await hub.ready();
  await groups('g');
  await nats.kill();
  const accepted = await accept('once', 60);
  expect(accepted).toHaveLength(600);
  await nats.start();
  await until(async () => (await bench.count('hub_events', 'seq IS NULL')) === 0);
  // The hub that is asked may be the last to reach the broker.
  const info = await until(async () => {
    const answer = await bench.call('GetStreamInfo', { stream: ARTICLES });
    return answer.status === 200 && answer;
  });
  expect(info.body.length).toBe('600');
  const g = bench.join(ARTICLES, 'g');
  await emptied();
  expect(g.seen).toHaveLength(600);
  await g.stop();
}, 120_000);
