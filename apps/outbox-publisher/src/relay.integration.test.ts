import { eventStreamName, formatEventId, groupEventSubject, HEADER } from '@ballast/contracts';
import { ArticleCreated } from '@ballast/contracts/events';
import { type RowDataPacket, withTransaction } from '@ballast/database';
import {
  connectMessaging,
  ensureEventStream,
  ensureTopology,
  type Messaging,
  MessagingError,
} from '@ballast/messaging';
import { claim, enqueue, MAX_MESSAGE_BYTES } from '@ballast/outbox';
import { createNamespace, createTestDatabase, type TestDatabase, testServers, until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  countRows,
  emailMessages,
  history,
  mostAttempts,
  primeCheckMessages,
  put,
  putOversized,
  storedBefore,
} from '../test/outbox-contents.ts';
import { receiveAll } from '../test/receive-all.ts';
import { createRelayBench, type RelayBench, silent, withPublish } from '../test/relay-bench.ts';

let database: TestDatabase;
let messaging: Messaging;
let benches: RelayBench[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const table of ['outbox', 'outbox_history', 'dead_letter_messages', 'prime_checks']) {
    await database.db.pool.query('DELETE FROM ??', [table]);
  }
  messaging = await connectMessaging({
    servers: testServers().nats.servers,
    name: 'relay-test',
    namespace: createNamespace(),
    logger: silent,
  });
});
afterEach(async () => {
  await Promise.all(benches.map((bench) => bench.close()));
  benches = [];
  await messaging.close();
});

function bench(
  ...[ports, limits]: [Partial<Parameters<typeof createRelayBench>[0]>?, Parameters<typeof createRelayBench>[1]?]
) {
  const made = createRelayBench({ db: database.db, messaging, ...ports }, limits);
  benches.push(made);
  return made;
}

test('a row is published once, with its own id, headers and bytes, and leaves the outbox for the history', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const messages = primeCheckMessages(3).map((one) => ({ ...one, headers: { ...one.headers, traceparent } }));
  await put(database.db, messages);
  const { runUntilIdle, metric } = bench();

  await runUntilIdle();
  await runUntilIdle();

  expect(await countRows(database.db, 'outbox')).toBe(0);
  const created = await messaging.streamCreated('primecheck_stream');
  const recorded = await history(database.db);
  expect(recorded.map((row) => row.seq)).toEqual([1, 2, 3]);
  expect(new Set(recorded.map((row) => row.event_id))).toEqual(new Set(messages.map((m) => formatEventId(m.identity))));
  for (const row of recorded) {
    expect(row).toMatchObject({ subject: 'primecheck', stream: 'primecheck_stream', stream_created: created });
  }
  const received = await receiveAll(messaging, 3);
  expect(new Set(received.map((one) => one.identity.id))).toEqual(new Set(messages.map((one) => one.identity.id)));
  expect(received.map((one) => one.trace.traceparent)).toEqual([traceparent, traceparent, traceparent]);
  expect(await metric('outbox_published_total', { subject: 'primecheck', result: 'stored' })).toBe(3);
});

test('a message of exactly the size that enqueue allows is taken by the stream', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const [message] = primeCheckMessages(1);
  if (message === undefined) throw new Error('no message');
  const withFiller = (bytes: number) => ({
    ...message,
    body: JSON.stringify({ ...JSON.parse(message.body), filler: 'x'.repeat(bytes) }),
  });
  // The largest filler that is not refused.
  let filler = MAX_MESSAGE_BYTES - message.body.length;
  await until(() => put(database.db, [withFiller(filler--)]).then(() => true), { everyMs: 0 });
  await bench().runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(0);
  expect(await storedBefore(messaging, 'primecheck')).toBe(1);
});

test.each([2, 4])(
  '%i publishers share one outbox under load: no writer deadlocks, no batch fails, and each row is stored once',
  async (count) => {
    await ensureTopology(messaging, { replicas: 1 });
    const total = 6_000;
    const relays = Array.from({ length: count }, () => bench({}, { batchSize: 100 }));
    let isWriting = true;
    const running = relays.map(async ({ runOnce }) => {
      while (isWriting || (await countRows(database.db, 'outbox')) > 0) await runOnce();
    });
    // Writers in small transactions meanwhile: it is between them and the claims that deadlocks arise. Without retries,
    // so that one deadlock fails the test.
    const write = async (each: number) => {
      for (let written = 0; written < each; written += 10) {
        const messages = [...primeCheckMessages(5), ...emailMessages(5)];
        await withTransaction(database.db, (tx) => enqueue(tx, messages), { retries: 0 });
      }
    };
    await Promise.all(Array.from({ length: 6 }, () => write(total / 6)));
    isWriting = false;
    await Promise.all(running);

    expect(await countRows(database.db, 'outbox_history')).toBe(total);
    expect(await storedBefore(messaging, 'primecheck')).toBe(total / 2);
    expect(await storedBefore(messaging, 'emailsend')).toBe(total / 2);
    for (const { metric } of relays) {
      // A pause for a broker that stands still, as on a busy machine, is no failure. Nor is a batch that is run again, being the
      // victim of a deadlock between relays (MariaDB has one in a thousand of these tests): the broker has its messages already.
      expect(await metric('outbox_pauses_total', { reason: 'relay_error' })).toBe(0);
      expect(await metric('outbox_published_total', { result: 'stored' })).toBeGreaterThan(0);
    }
  },
);

test('a row that is too large does not hold up others, and ends as dead letter with its request dead', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const overStream = await putOversized(database.db, 2);
  const overServer = await putOversized(database.db, 1, 2_000_000);
  await database.db.pool.query("INSERT INTO prime_checks (id, number) VALUES (?, '7')", [overStream.identity.id]);
  await put(database.db, primeCheckMessages(10));
  const told: string[] = [];
  const listening = await messaging.listen(`events.primecheck.*`, (subject) => told.push(subject));
  const { runUntilIdle, metric, pauses } = bench();

  await runUntilIdle();
  expect(await countRows(database.db, 'outbox_history')).toBe(10);
  expect(await countRows(database.db, 'dead_letter_messages')).toBe(1);
  expect(await mostAttempts(database.db)).toBe(1);

  await until(async () => {
    await runUntilIdle();
    return (await countRows(database.db, 'dead_letter_messages')) === 2;
  });
  expect(await countRows(database.db, 'outbox')).toBe(0);
  expect(pauses.list()).toEqual([]);
  const [letters] = await database.db.pool.query(
    'SELECT letter_key, error_code, status FROM dead_letter_messages ORDER BY id',
  );
  expect(letters).toEqual([
    { letter_key: `dlq:${overServer.identity.id}:r0`, error_code: 'too_large', status: 'pending' },
    { letter_key: `dlq:${overStream.identity.id}:r0`, error_code: 'too_large', status: 'pending' },
  ]);
  const [requests] = await database.db.pool.query('SELECT id, status FROM prime_checks');
  expect(requests).toEqual([{ id: overStream.identity.id, status: 'dead' }]);
  await until(() => told.includes(`events.primecheck.${overStream.identity.id}`));
  expect(await metric('outbox_published_total', { subject: 'primecheck', result: 'buried' })).toBe(2);
  await listening.close();
});

test('a row whose headers cannot be read fails alone', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(3));
  await database.db.pool.query("UPDATE outbox SET headers = 'not json', max_retries = 1 ORDER BY id LIMIT 1");
  await bench().runUntilIdle();
  expect(await countRows(database.db, 'outbox_history')).toBe(2);
  const [letters] = await database.db.pool.query('SELECT error_code FROM dead_letter_messages');
  expect(letters).toEqual([{ error_code: 'bad_headers' }]);
});

test('a full stream stops its subject without spending attempts, and what waited is stored when there is room', async () => {
  await ensureTopology(messaging, { replicas: 1, maxWorkMessages: 5 });
  await put(database.db, [...primeCheckMessages(20), ...emailMessages(3)]);
  const { runUntilIdle, runOnce, pauses } = bench();

  await runUntilIdle();
  expect(pauses.list()).toMatchObject([{ subject: 'primecheck', reason: 'stream_full' }]);
  expect(await countRows(database.db, 'outbox_history')).toBe(5 + 3);
  expect(await countRows(database.db, 'outbox')).toBe(15);
  expect(await mostAttempts(database.db)).toBe(0);

  const receiving = receiveAll(messaging, 20);
  await until(async () => {
    await runOnce();
    return (await countRows(database.db, 'outbox')) === 0;
  });
  expect(new Set((await receiving).map((one) => one.identity.id)).size).toBe(20);
  expect(pauses.list()).toEqual([]);
});

test('without its stream a subject waits, and flows as soon as the stream is there', async () => {
  await put(database.db, primeCheckMessages(5));
  const halts: string[] = [];
  const { runUntilIdle, pauses } = bench({ onHalt: (reason) => halts.push(reason) });
  await runUntilIdle();
  expect(halts).toEqual(['no_stream']);
  expect(await countRows(database.db, 'outbox')).toBe(5);
  expect(await mostAttempts(database.db)).toBe(0);

  await ensureTopology(messaging, { replicas: 1 });
  pauses.resumeAll();
  await runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(0);
  expect(await countRows(database.db, 'outbox_history')).toBe(5);
});

test('an event for one group goes to the stream of its key, and waits while the hub has not made that', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const subject = groupEventSubject(ArticleCreated.subject, 'tagger');
  await put(
    database.db,
    primeCheckMessages(3).map((one) => ({ ...one, subject, eventType: ArticleCreated.type })),
  );
  const halts: string[] = [];
  const { runUntilIdle, pauses } = bench({ onHalt: (reason) => halts.push(reason) });
  await runUntilIdle();
  expect(halts).toEqual(['no_stream']);
  expect(await mostAttempts(database.db)).toBe(0);

  const limits = { maxMessages: 10, maxAgeMs: 3_600_000, maxBytes: 1_000_000, replicas: 1 };
  await ensureEventStream(messaging, ArticleCreated.stream, limits);
  pauses.resumeAll();
  await runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(0);
  const stream = eventStreamName(ArticleCreated.stream);
  const created = await messaging.streamCreated(stream);
  for (const row of await history(database.db)) expect(row).toMatchObject({ subject, stream, stream_created: created });
});

test('of a batch that broke off, what was stored is finished and the rest keeps its attempts', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(50));
  let published = 0;
  const breaking = withPublish(messaging, async (message) => {
    published += 1;
    if (published > 20) throw new MessagingError('unavailable', 'the broker went away');
    return await messaging.publish(message);
  });
  const { runUntilIdle, pauses } = bench({ messaging: breaking }, { maxInFlight: 8 });
  await runUntilIdle();
  expect(await countRows(database.db, 'outbox_history')).toBe(20);
  expect(await countRows(database.db, 'outbox')).toBe(30);
  expect(await mostAttempts(database.db)).toBe(0);
  expect(pauses.list()).toMatchObject([{ reason: 'unavailable' }]);
  // Eight were under way when the first failed; nobody begins another after that.
  expect(published).toBeLessThanOrEqual(28);
});

test('publishes without an answer are repeated under the same ids, and stored once', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(30));
  let isAnswering = false;
  const deaf = withPublish(messaging, async (message) => {
    const receipt = await messaging.publish(message);
    if (isAnswering) return receipt;
    throw new MessagingError('timeout', 'the answer got lost');
  });
  const { runUntilIdle, pauses, metric } = bench({ messaging: deaf });
  await runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(30);
  expect(await mostAttempts(database.db)).toBe(0);

  isAnswering = true;
  pauses.resumeAll();
  await runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(0);
  expect((await history(database.db)).map((row) => row.seq)).toEqual(
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  expect(await storedBefore(messaging, 'primecheck')).toBe(30);
  expect(await metric('outbox_published_total', { result: 'duplicate' })).toBeGreaterThan(0);
});

test('a message of which the broker does not know yet whether it has it waits, keeps no other waiting, and spends no attempt', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const messages = primeCheckMessages(10);
  await put(database.db, messages);
  const unknown = messages.slice(0, 1).map(({ identity }) => formatEventId(identity));
  let isKnown = false;
  const leaderless = withPublish(messaging, async (message) => {
    if (!isKnown && unknown.includes(message.messageId))
      throw new MessagingError('in_process', 'no place is known yet');
    return await messaging.publish(message);
  });
  const { runUntilIdle, pauses } = bench({ messaging: leaderless });
  await runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(1);
  expect(await mostAttempts(database.db)).toBe(0);
  expect(pauses.list()).toEqual([]);

  isKnown = true;
  await until(async () => {
    await runUntilIdle();
    return (await countRows(database.db, 'outbox')) === 0;
  });
  expect(await storedBefore(messaging, 'primecheck')).toBe(10);
});

test('a subject whose publishes hang keeps no other waiting', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const release = Promise.withResolvers<void>();
  const halfDead = withPublish(messaging, async (message) => {
    if (message.subject === 'primecheck') await release.promise;
    return await messaging.publish(message);
  });
  const { relay } = bench({ messaging: halfDead });
  await put(database.db, primeCheckMessages(3));
  await relay.pass();
  // Written after the first subject has begun to hang, so it takes another pass to find them.
  await put(database.db, emailMessages(3));
  await relay.pass();
  await until(async () => (await countRows(database.db, 'outbox_history')) === 3);
  release.resolve();
  await relay.settled();
  expect(await countRows(database.db, 'outbox_history')).toBe(6);
});

test('rows come free when their transaction passes its deadline', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(3));
  const called = Promise.withResolvers<void>();
  const dead = withPublish(messaging, () => {
    called.resolve();
    return new Promise(() => undefined);
  });
  // Time enough to look at them meanwhile, also on a busy machine.
  const { relay, pauses } = bench({ messaging: dead }, { deadlineMs: 3_000 });
  await relay.pass();
  await called.promise;
  const claimable = () => withTransaction(database.db, async (tx) => (await claim(tx, 'primecheck', 10)).length);
  expect(await claimable()).toBe(0);
  await until(async () => (await claimable()) === 3, { what: 'the rows are free again' });
  await relay.settled();
  expect(pauses.list()).toMatchObject([{ reason: 'relay_error' }]);
  expect(await mostAttempts(database.db)).toBe(0);
});

test('a broker that rejects all of many rows is at fault itself; a lone row that it rejects is at fault', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(4));
  await database.db.pool.query('UPDATE outbox SET max_retries = 1');
  const refusing = withPublish(messaging, async () => {
    throw new MessagingError('rejected', 'no permission');
  });
  const { runUntilIdle, pauses } = bench({ messaging: refusing });
  await runUntilIdle();
  expect(pauses.list()).toMatchObject([{ reason: 'all_rejected' }]);
  expect(await mostAttempts(database.db)).toBe(0);
  expect(await countRows(database.db, 'dead_letter_messages')).toBe(0);

  await database.db.pool.query('DELETE FROM outbox ORDER BY id LIMIT 3');
  pauses.resumeAll();
  await runUntilIdle();
  expect(await countRows(database.db, 'dead_letter_messages')).toBe(1);
  expect(pauses.list()).toEqual([]);
});

test.each([
  ['is probed less and less often, and each probe costs one attempt', 1_000],
  ['costs no more where a probe takes longer than its turn, as on a busy machine', 0],
])('a broker that rejects everything %s', async (_what, turnMs) => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(10));
  const refusing = withPublish(messaging, async () => {
    throw new MessagingError('rejected', 'no permission');
  });
  const { runUntilIdle, pauses } = bench({ messaging: refusing }, { turnMs });
  for (let probes = 0; probes < 5; probes += 1) {
    pauses.resumeAll();
    await runUntilIdle();
  }
  expect(pauses.list()).toMatchObject([{ reason: 'all_rejected', delayMs: 4_000 }]);
  const [[spent]] = await database.db.pool.query<RowDataPacket[]>('SELECT SUM(retry_count) AS attempts FROM outbox');
  expect(Number(spent?.attempts)).toBe(4);
});

test('a pause ends when there is nothing left to probe with, since another publisher has stored it all', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  await put(database.db, primeCheckMessages(3));
  const away = withPublish(messaging, async () => {
    throw new MessagingError('timeout', 'no answer');
  });
  const paused = bench({ messaging: away });
  // Until it is as long as it gets: it has to outlast what comes next.
  for (let probes = 0; probes < 6; probes += 1) {
    paused.pauses.resumeAll();
    await paused.runUntilIdle();
  }
  expect(paused.pauses.list()).toMatchObject([{ delayMs: 5_000 }]);
  await bench().runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(0);

  await paused.runOnce();
  expect(paused.pauses.list()).toHaveLength(1);
  paused.pauses.resumeAll();
  await paused.runOnce();
  expect(paused.pauses.list()).toEqual([]);
});

test('with more subjects than may be drained at once, all have their turn', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const letters = primeCheckMessages(9).map((one, index) => ({ ...one, subject: `dlq.test-${index % 3}` }));
  await put(database.db, [...letters, ...primeCheckMessages(30), ...emailMessages(30)]);
  await bench({}, { maxDrains: 1, turnMs: 0, batchSize: 2 }).runUntilIdle();
  expect(await countRows(database.db, 'outbox')).toBe(0);
  expect(await countRows(database.db, 'outbox_history')).toBe(69);
});

test('headers of ours arrive as they were written', async () => {
  await ensureTopology(messaging, { replicas: 1 });
  const [message] = primeCheckMessages(1);
  if (message === undefined) throw new Error('no message');
  expect(message.headers[HEADER.messageId]).toBe(formatEventId(message.identity));
  await put(database.db, [message]);
  await bench().runUntilIdle();
  expect((await receiveAll(messaging, 1))[0]?.identity).toEqual(message.identity);
});
