import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { eq } from 'drizzle-orm';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAttemptLog, READ_HISTORY } from './attempt-log.ts';
import { drizzleOn } from './drizzle-on.ts';
import { insertProcessingLogs } from './processing-logs.ts';
import { messageProcessingLogs } from './tables/message-processing-logs.ts';
import { withTransaction } from './with-transaction.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

const SUBJECT = 'primecheck';
const row = { subject: SUBJECT, worker: 'w1' } as const;

function identity(id: string, generation = 0, enqueue = 1) {
  return { id, generation, enqueue };
}

async function logsOf(id: string) {
  const db = drizzleOn(testDatabase.db.pool);
  const logs = await db.select().from(messageProcessingLogs).where(eq(messageProcessingLogs.messageId, id));
  return logs.toSorted((a, b) => a.id - b.id);
}

test('only `failed` counts, and only for the same subject, id, generation and enqueue', async () => {
  const log = createAttemptLog(testDatabase.db);
  expect(await log.history(identity('a'), SUBJECT)).toEqual({ failed: 0, outcomes: 0, openMarks: [] });
  for (const status of ['failed', 'failed', 'deferred', 'processing', 'success'] as const) {
    await log.record({ ...row, identity: identity('a'), status });
  }
  await log.record({ ...row, identity: identity('a', 1), status: 'failed' });
  await log.record({ ...row, identity: identity('a', 0, 2), status: 'failed' });
  await log.record({ ...row, identity: identity('b'), status: 'failed' });
  await log.record({ ...row, subject: 'emailsend', identity: identity('a'), status: 'failed' });
  expect((await log.history(identity('a'), SUBJECT)).failed).toBe(2);
  expect((await log.history(identity('a'), 'emailsend')).failed).toBe(1);
});

test('the history tells when and with what attempts failed, and which marks no outcome follows', async () => {
  const log = createAttemptLog(testDatabase.db);
  const record = (status: 'failed' | 'deferred' | 'processing' | 'success', worker: string, errorCode?: string) =>
    log.record({ ...row, identity: identity('h'), status, worker, errorCode });
  await record('processing', 'w1');
  await record('failed', 'w1', 'first');
  await record('deferred', 'w2', 'shutdown');
  await record('failed', 'w2', 'second');
  expect(await log.history(identity('h'), SUBJECT)).toMatchObject({ failed: 2, outcomes: 3, openMarks: [] });
  await record('processing', 'w3');
  await record('processing', 'w4');
  const [, firstFailed] = await logsOf('h');
  expect(await log.history(identity('h'), SUBJECT)).toEqual({
    failed: 2,
    firstFailedAt: firstFailed?.createdAt,
    lastFailedCode: 'second',
    outcomes: 3,
    openMarks: ['w3', 'w4'],
  });
  await record('success', 'w5');
  expect(await log.history(identity('h'), SUBJECT)).toMatchObject({ outcomes: 4, openMarks: [] });
});

test('a delivery that was put off closes the marks of its own worker alone', async () => {
  const log = createAttemptLog(testDatabase.db);
  const record = (status: 'failed' | 'deferred' | 'processing', worker: string) =>
    log.record({ ...row, identity: identity('m'), status, worker });
  await record('processing', 'w1');
  await record('processing', 'w2');
  await record('deferred', 'stranger');
  await record('processing', 'w3');
  expect((await log.history(identity('m'), SUBJECT)).openMarks).toEqual(['w1', 'w2', 'w3']);
  await record('deferred', 'w2');
  expect((await log.history(identity('m'), SUBJECT)).openMarks).toEqual(['w1', 'w3']);
  await record('failed', 'stranger');
  expect((await log.history(identity('m'), SUBJECT)).openMarks).toEqual([]);
});

test('the history tells what a message was given up for, and what its last attempt failed with', async () => {
  const log = createAttemptLog(testDatabase.db);
  const record = (status: 'failed' | 'deferred' | 'success', errorType?: string, errorCode?: string) =>
    log.record({ ...row, identity: identity('v'), status, errorType, errorCode, errorMessage: errorCode && 'été' });
  await record('failed', 'transient', 'busy');
  expect((await log.history(identity('v'), SUBJECT)).verdict).toBeUndefined();
  await record('failed', 'poison', 'worker_killer');
  await record('deferred', undefined, 'dlq_unreachable');
  await record('failed', 'transient', 'late');
  expect(await log.history(identity('v'), SUBJECT)).toMatchObject({
    failed: 3,
    lastFailedCode: 'late',
    lastFailedMessage: 'été',
    verdict: { type: 'poison', code: 'worker_killer', message: 'été' },
  });
  expect((await log.history(identity('v', 0, 2), SUBJECT)).verdict).toBeUndefined();
  await record('success');
  expect((await log.history(identity('v'), SUBJECT)).verdict).toBeUndefined();
});

test('a row that cannot be written in time is cut, and is not written later', async () => {
  const log = createAttemptLog(testDatabase.db);
  const connections = async () => {
    const [threads] = await testDatabase.db.pool.query<RowDataPacket[]>(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'INSERT INTO message_proc%'",
    );
    return threads.length;
  };
  const holder = await testDatabase.db.pool.getConnection();
  try {
    await holder.query('LOCK TABLES message_processing_logs WRITE');
    const start = performance.now();
    await expect(log.record({ ...row, identity: identity('late'), status: 'processing' })).rejects.toMatchObject({
      code: 'timeout',
    });
    expect(performance.now() - start).toBeLessThan(10_000);
    await until(async () => (await connections()) === 0);
  } finally {
    await holder.query('UNLOCK TABLES');
    holder.release();
  }
  expect(await logsOf('late')).toEqual([]);
});

test('the history is read by the index on the identity', async () => {
  const [plan] = await testDatabase.db.pool.query<RowDataPacket[]>(`EXPLAIN FORMAT=TRADITIONAL ${READ_HISTORY}`, [
    'h',
    0,
    1,
    SUBJECT,
  ]);
  expect(plan[0]?.key).toBe('message_processing_logs_identity');
});

test('an attempt is stored with all that is known of it', async () => {
  const log = createAttemptLog(testDatabase.db);
  await log.record({
    ...row,
    identity: identity('full', 2, 3),
    status: 'failed',
    errorType: 'transient',
    errorCode: 'ETIMEDOUT',
    errorMessage: 'no answer; été',
    processingTimeMs: 12.7,
    attempt: 4,
  });
  expect(await logsOf('full')).toMatchObject([
    {
      generation: 2,
      enqueue: 3,
      subject: 'primecheck',
      status: 'failed',
      errorType: 'transient',
      errorCode: 'ETIMEDOUT',
      errorMessage: 'no answer; été',
      processingTimeMs: 13,
      attempt: 4,
      worker: 'w1',
    },
  ]);
});

test('no error is too long or too strange to be recorded', async () => {
  const log = createAttemptLog(testDatabase.db);
  await log.record({
    ...row,
    identity: identity('strange'),
    status: 'failed',
    errorCode: 'é'.repeat(300),
    errorMessage: '😀'.repeat(100_000),
  });
  expect((await log.history(identity('strange'), SUBJECT)).failed).toBe(1);
});

test('rows inserted in a transaction are there if and only if it commits', async () => {
  const rows = ['t1', 't2', 't3'].map((id) => ({ ...row, identity: identity(id), status: 'success' as const }));
  await expect(
    withTransaction(testDatabase.db, async (tx) => {
      await insertProcessingLogs(tx, rows);
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await logsOf('t1')).toEqual([]);

  await withTransaction(testDatabase.db, (tx) => insertProcessingLogs(tx, rows));
  for (const { identity: of } of rows) expect((await logsOf(of.id)).length).toBe(1);
});

test('no rows are no statement', async () => {
  await withTransaction(testDatabase.db, (tx) => insertProcessingLogs(tx, []));
});
