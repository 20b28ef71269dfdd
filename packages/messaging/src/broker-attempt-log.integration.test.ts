import { createNamespace, testServers, until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ARTICLES, GroupBench } from '../test/group-bench.ts';
import type { AttemptRow } from './attempt-log.ts';
import { BrokerAttemptLog } from './broker-attempt-log.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';

const SUBJECT = 'hub.alt_events_articles.ArticleCreated.tagger';
const identity = { id: 'an event: *.>', generation: 0, enqueue: 1 };
const row = { identity, subject: SUBJECT, worker: 'w1' } as const;

let bench: GroupBench;
let messaging: Messaging;
let log: BrokerAttemptLog;
beforeEach(async () => {
  bench = new GroupBench(testServers().nats.servers[0] ?? '', createNamespace());
  messaging = await bench.connectWithStreams();
  log = new BrokerAttemptLog(natsOf(messaging), ARTICLES);
});
afterEach(() => bench.close());

const record = (status: AttemptRow['status'], more: Partial<AttemptRow> = {}) =>
  log.record({ ...row, status, ...more });

test('nothing is known before the first row, and making the log makes nothing', async () => {
  expect(await log.history(identity, SUBJECT)).toEqual({ failed: 0, outcomes: 0, openMarks: [] });
  expect(await bench.kept(messaging)).toEqual([]);
});

test('the history tells when and with what attempts failed, and which marks no outcome follows', async () => {
  const before = new Date();
  await record('processing');
  await record('failed', { errorCode: 'first', errorMessage: 'no' });
  await record('deferred', { worker: 'w2', errorCode: 'shutdown' });
  await record('failed', { worker: 'w2', errorCode: 'second', errorMessage: 'x'.repeat(5000) });
  await record('processing', { worker: 'w3' });
  await record('processing', { worker: 'w4' });
  await record('deferred', { worker: 'w4' });

  const { firstFailedAt, ...history } = await log.history(identity, SUBJECT);
  expect(history).toEqual({
    failed: 2,
    lastFailedCode: 'second',
    lastFailedMessage: 'x'.repeat(1024),
    outcomes: 4,
    openMarks: ['w3'],
  });
  expect(firstFailedAt?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  await record('failed');
  expect(await log.history(identity, SUBJECT)).toMatchObject({ failed: 3, firstFailedAt, openMarks: [] });
});

test('a verdict is known until a success follows it', async () => {
  await record('failed', { errorType: 'poison', errorCode: 'no', errorMessage: 'never' });
  const verdict = { type: 'poison', code: 'no', message: 'never' };
  expect(await log.history(identity, SUBJECT)).toMatchObject({ verdict });
  await record('deferred');
  expect(await log.history(identity, SUBJECT)).toMatchObject({ verdict });
  await record('success');
  expect((await log.history(identity, SUBJECT)).verdict).toBeUndefined();
});

test('another group, another generation and another event have a history of their own', async () => {
  await record('failed');
  for (const [other, subject] of [
    [identity, 'hub.alt_events_articles.ArticleCreated.indexer'],
    [{ ...identity, generation: 1 }, SUBJECT],
    [{ ...identity, id: 'another' }, SUBJECT],
  ] as const) {
    expect(await log.history(other, subject)).toMatchObject({ failed: 0 });
  }
});

test('what members write at the same moment is all there', async () => {
  const other = new BrokerAttemptLog(natsOf(await bench.connect()), ARTICLES);
  await Promise.all([record('failed'), other.record({ ...row, status: 'failed' }), record('deferred')]);
  expect(await log.history(identity, SUBJECT)).toMatchObject({ failed: 2, outcomes: 3 });
  expect(await bench.kept(messaging)).toHaveLength(1);
});

test('a broker that lost it keeps what comes afterwards', async () => {
  await record('failed');
  await (await bench.manager(messaging)).streams.delete(`${bench.namespace}_event_attempts`);
  expect(await log.history(identity, SUBJECT)).toMatchObject({ failed: 0 });
  await record('failed');
  expect(await log.history(identity, SUBJECT)).toMatchObject({ failed: 1 });
});

test('without a connection both fail at once, as unavailable', async () => {
  await natsOf(messaging).connection.nc.close();
  await until(() => !messaging.connected());
  await expect(record('failed')).rejects.toMatchObject({ name: 'MessagingError' });
  await expect(log.history(identity, SUBJECT)).rejects.toMatchObject({ name: 'MessagingError' });
});
