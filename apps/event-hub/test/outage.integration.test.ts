import { createOwnNatsServer, type OwnNatsServer, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HubBench, jsonEvent } from './hub-bench.ts';

// The broker goes away and comes back, with what it had or without.

const ARTICLES = 'alt:events:articles';

let nats: OwnNatsServer;
let bench: HubBench;
beforeEach(async () => {
  nats = await createOwnNatsServer({ started: true });
  bench = new HubBench([nats.address]);
  await bench.start();
});
afterEach(async () => {
  await bench.close();
  await nats.remove();
});

const publish = (event = jsonEvent()) => bench.call('Publish', { stream: ARTICLES, event });
const isStored = async (event = jsonEvent()) => (await publish(event)).status === 200;

test('without the broker nothing is accepted, in words that tell nothing of it, and /health says 503', async () => {
  await nats.kill();
  const answer = await until(async () => {
    const one = await publish();
    return one.status === 503 && one;
  });
  expect(answer.body.code).toBe('unavailable');
  expect(JSON.stringify(answer.body)).not.toMatch(/nats|127\.0\.0\.1|jetstream|hub\./i);
  const batch = await bench.call('PublishBatch', { stream: ARTICLES, events: [jsonEvent(), jsonEvent()] });
  expect(batch).toMatchObject({ status: 503, body: { code: 'unavailable' } });

  const health = await until(async () => {
    const one = await bench.http('/health');
    return one.status === 503 && one;
  });
  expect(health.body).toMatchObject({ healthy: false, status: 'down', redis_status: 'disconnected' });
  expect((await bench.call('HealthCheck', {})).body.redisStatus).toBe('disconnected');
  expect((await bench.http('/livez')).status).toBe(200);
  expect(await bench.metric('mqhub_redis_connection_status')).toBe(0);

  await nats.start();
  await until(() => isStored());
  // What is known of the broker's health is a second old at most.
  await until(async () => (await bench.call('HealthCheck', {})).body.redisStatus === 'connected');
  expect((await bench.http('/health')).body).toMatchObject({ healthy: true, status: 'ok' });
});

test('what was answered as stored is there after the broker died and came back', async () => {
  const stored: string[] = [];
  let isOver = false;
  const publishing = (async () => {
    for (let nth = 0; !isOver; nth += 1) {
      const event = jsonEvent({ event_id: `e-${nth}` });
      if (await isStored(event)) stored.push(`e-${nth}`);
    }
  })();
  await until(() => stored.length > 20);
  await nats.kill();
  await nats.start();
  const before = stored.length;
  await until(() => stored.length > before + 20);
  isOver = true;
  await publishing;
  // One whose answer was lost with the broker may be there as well.
  const { body } = await bench.call('GetStreamInfo', { stream: ARTICLES });
  const held = await bench.read(ARTICLES, Number(body.length));
  const ids = new Set(held.map(({ headers }) => headers.get('Nats-Msg-Id')));
  expect(stored.filter((id) => !ids.has(`${id}:r0:e1`))).toEqual([]);
});

test('a broker that comes back empty gets its streams again, unknown ones with their next event', async () => {
  await bench.call('Publish', { stream: 'other', event: jsonEvent() });
  await nats.kill();
  await nats.wipe();
  await nats.start();
  await until(async () => (await bench.call('GetStreamInfo', { stream: 'alt:events:index' })).status === 200);
  expect((await bench.call('GetStreamInfo', { stream: 'other' })).status).toBe(404);
  expect(await bench.call('Publish', { stream: 'other', event: jsonEvent() })).toMatchObject({
    status: 200,
    body: { messageId: '1-0' },
  });
});

test('a hub that starts before the broker answers, and takes events when it is there', async () => {
  await bench.hub.stop();
  await nats.kill();
  await bench.startHub();
  await until(async () => (await bench.http('/livez')).status === 200);
  expect((await bench.http('/readyz')).status).toBe(503);
  expect((await publish()).body.code).toBe('unavailable');
  await nats.start();
  await until(() => isStored());
  await until(async () => (await bench.http('/readyz')).status === 200);
});
