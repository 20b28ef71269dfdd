import { startTcpProxy, type TcpProxy, testServers, until } from '@ballast/testkit';
import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HubBench, idsOf, jsonEvent, newEvent, newStream, TRANSPORTS } from './hub-bench.ts';

// The other mode: what is answered is committed here, and published afterwards.

const ASYNC = { prefer: 'respond-async' };
const APPLIED = 'preference-applied';

let bench: HubBench;
let mysql: TcpProxy;
beforeAll(async () => {
  bench = new HubBench();
  mysql = await startTcpProxy(testServers().mysql);
  await bench.start({
    MYSQL_HOST: '127.0.0.1',
    MYSQL_PORT: String(mysql.port),
    MQHUB_MAX_UNKNOWN_STREAMS: '200',
    MAX_BATCH_SIZE: '1000',
  });
});
afterAll(async () => {
  await bench.close();
  await mysql.close();
});

const publish = (stream: string, event: unknown, headers: Record<string, string> = ASYNC) =>
  bench.call('Publish', { stream, event }, headers);
const publishBatch = (stream: string, events: unknown, headers: Record<string, string> = ASYNC) =>
  bench.call('PublishBatch', { stream, events }, headers);
const rowsOf = (stream: string) => bench.count('hub_events', `stream = '${stream}'`);

describe.each(TRANSPORTS)('by $name', ({ open }) => {
  test('an event and a batch are accepted, named by their event_id, and published', async () => {
    const client = bench.client(open(bench.hub.url));
    const stream = newStream();
    const applied: (string | null)[] = [];
    const options = { headers: ASYNC, onHeader: (headers: Headers) => void applied.push(headers.get(APPLIED)) };
    expect(await client.publish({ stream, event: newEvent({ eventId: 'one' }) }, options)).toMatchObject({
      messageId: 'one',
      success: true,
    });
    const events = ['two', 'three'].map((eventId) => newEvent({ eventId }));
    expect(await client.publishBatch({ stream, events }, options)).toMatchObject({
      messageIds: ['two', 'three'],
      successCount: 2,
      failureCount: 0,
    });
    expect(applied).toEqual(['respond-async', 'respond-async']);
    expect(idsOf(await bench.read(stream, 3))).toEqual(new Set(['one', 'two', 'three']));
  });

  test('the outbox away is unavailable, and whoever waits for the broker goes on', async () => {
    const client = bench.client(open(bench.hub.url));
    const stream = newStream();
    await client.publish({ stream, event: newEvent() });
    mysql.down();
    try {
      const call = client.publish({ stream, event: newEvent() }, { headers: ASYNC });
      const error = await call.then(() => undefined, ConnectError.from);
      expect(error && Code[error.code]).toBe('Unavailable');
      expect(error?.message).not.toMatch(/mysql|127\.0\.0\.1|hub_events/i);
      expect(await client.publish({ stream, event: newEvent() })).toMatchObject({ messageId: '2-0' });
      expect((await bench.http('/readyz')).status).toBe(200);
    } finally {
      mysql.up();
    }
    await until(() => client.publish({ stream, event: newEvent() }, { headers: ASYNC }));
  });
});

describe('the preference', () => {
  test.each(['wait=10, respond-async', 'Respond-Async', 'respond-async; x=1', 'handling=lenient, RESPOND-ASYNC'])(
    '%s is it',
    async (prefer) => {
      const answer = await publish(newStream(), jsonEvent({ event_id: 'e-1' }), { prefer });
      expect(answer).toMatchObject({ status: 200, body: { messageId: 'e-1', success: true } });
      expect(answer.headers.get(APPLIED)).toBe('respond-async');
    },
  );
  test.each(['wait=10', 'respond-async=no', 'x="respond-async"', 'respond-sync'])('%s is not', async (prefer) => {
    const stream = newStream();
    const answer = await publish(stream, jsonEvent(), { prefer });
    expect(answer).toMatchObject({ status: 200, body: { messageId: '1-0' } });
    expect(answer.headers.get(APPLIED)).toBeNull();
    expect(await rowsOf(stream)).toBe(0);
  });
});

test('an event_id accepted again, or twice in one batch, is answered the same and stored once', async () => {
  const stream = newStream();
  const event = jsonEvent({ event_id: 'again' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => publish(stream, event)));
  expect(answers.map(({ body }) => body.messageId)).toEqual(answers.map(() => 'again'));
  const batch = await publishBatch(stream, [event, jsonEvent({ event_id: 'other' }), event]);
  expect(batch.body).toMatchObject({ messageIds: ['again', 'other', 'again'], successCount: 3 });
  expect(await rowsOf(stream)).toBe(2);
  await until(async () => (await bench.count('hub_events', `stream = '${stream}' AND seq IS NOT NULL`)) === 2);
  expect((await bench.call('GetStreamInfo', { stream })).body.length).toBe('2');
});

test('of a batch with an event that breaks a rule nothing is accepted', async () => {
  const stream = newStream();
  const answer = await publishBatch(stream, [jsonEvent(), jsonEvent({ source: '' })]);
  expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_argument' } });
  expect(answer.headers.get(APPLIED)).toBeNull();
  expect(await rowsOf(stream)).toBe(0);
});

test('an empty batch is an empty answer, and a full one is accepted at once', async () => {
  const stream = newStream();
  expect(await publishBatch(stream, [])).toMatchObject({ status: 200, body: {} });
  const events = Array.from({ length: 1_000 }, (_, nth) => jsonEvent({ event_id: `e-${nth}` }));
  expect((await publishBatch(stream, events)).body).toMatchObject({ successCount: 1_000 });
  expect(await rowsOf(stream)).toBe(1_000);
  await until(async () => (await bench.count('hub_events', `stream = '${stream}' AND seq IS NOT NULL`)) === 1_000);
});

test('an event stays until every group has acknowledged it, and a group that was deleted is not waited for', async () => {
  const stream = newStream();
  for (const group of ['quick', 'slow', 'gone']) {
    expect((await bench.call('CreateConsumerGroup', { stream, group, start_id: '$' })).status).toBe(200);
  }
  await until(async () => (await bench.count('hub_groups', `stream = '${stream}'`)) === 3);
  await publish(stream, jsonEvent({ event_id: 'kept' }));
  const quick = bench.join(stream, 'quick');
  await until(() => quick.seen.length === 1);
  // A second event that nobody but "quick" reads proves that the sweep came by and left the first.
  await publish(stream, jsonEvent({ event_id: 'too' }));
  await until(() => quick.seen.length === 2);
  await bench.deleteGroup(stream, 'gone');
  await until(async () => (await bench.count('hub_groups', `stream = '${stream}'`)) === 2);
  expect(await rowsOf(stream)).toBe(2);
  const slow = bench.join(stream, 'slow');
  await until(async () => (await rowsOf(stream)) === 0);
  expect(idsOf(slow.seen)).toEqual(new Set(['kept', 'too']));
  await Promise.all([quick.stop(), slow.stop()]);
  expect(await bench.metric('mqhub_outbox_ended_total', { reason: 'acknowledged' })).toBeGreaterThanOrEqual(2);
  expect(await bench.metric('mqhub_publish_total', { stream: 'other', status: 'accepted' })).toBeGreaterThan(0);
});

test('what a full stream drops before a group read it is published again when the group has caught up', async () => {
  const stream = newStream();
  await bench.call('CreateConsumerGroup', { stream, group: 'late', start_id: '$' });
  // The stream holds 8 MB.
  const payload = Buffer.from(`"${'x'.repeat(900_000)}"`).toString('base64');
  const ids = Array.from({ length: 12 }, (_, nth) => `large-${nth}`);
  for (const event_id of ids) await publish(stream, jsonEvent({ event_id, payload }));
  await until(
    async () => Number((await bench.call('GetStreamInfo', { stream })).body.lastEntryId?.split('-')[0]) === 12,
  );
  expect(Number((await bench.call('GetStreamInfo', { stream })).body.length)).toBeLessThan(12);
  const late = bench.join(stream, 'late');
  await until(() => idsOf(late.seen).size === 12, { timeoutMs: 40_000 });
  await until(async () => (await rowsOf(stream)) === 0);
  await late.stop();
});

describe('of what the broker does not have where it should lie', () => {
  /** Two events that have their places, and no group that acknowledges them. */
  const published = async (): Promise<string> => {
    const stream = newStream();
    await publishBatch(stream, [jsonEvent({ event_id: 'one' }), jsonEvent({ event_id: 'two' })]);
    await until(async () => (await bench.count('hub_events', `stream = '${stream}' AND seq IN (1, 2)`)) === 2);
    return stream;
  };
  const change = (stream: string, what: string) =>
    bench.database.db.pool.query(`UPDATE hub_events SET ${what} WHERE stream = '${stream}' AND event_id = 'two'`);

  test('what lay beyond the end of a stream that went back to an older state is published again', async () => {
    const stream = await published();
    const again = await bench.metric('mqhub_outbox_again_total', { reason: 'lost' });
    await change(stream, 'seq = 1000');
    await until(async () => (await bench.count('hub_events', `stream = '${stream}' AND seq IN (1, 2)`)) === 2);
    expect(await bench.metric('mqhub_outbox_again_total', { reason: 'lost' })).toBeGreaterThanOrEqual(again + 1);
  });

  test('what is gone from the stream and older than it keeps its events is given up, and counted', async () => {
    const stream = await published();
    const expired = await bench.metric('mqhub_outbox_ended_total', { reason: 'expired' });
    await change(stream, 'seq = 0, accepted_at = NOW(3) - INTERVAL 8 DAY');
    await until(async () => (await rowsOf(stream)) === 1);
    await until(async () => (await bench.metric('mqhub_outbox_ended_total', { reason: 'expired' })) === expired + 1);
    expect(await bench.count('hub_events', `stream = '${stream}' AND event_id = 'one'`)).toBe(1);
  });
});
