import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAttemptLog } from './attempt-log.ts';
import { drizzleOn } from './drizzle-on.ts';
import { insertProcessingLogs } from './processing-logs.ts';
import { messageProcessingLogs } from './tables/message-processing-logs.ts';
import { withTransaction } from './with-transaction.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

const row = { subject: 'primecheck', worker: 'w1' } as const;

function identity(id: string, generation = 0, enqueue = 1) {
  return { id, generation, enqueue };
}

async function logsOf(id: string) {
  const db = drizzleOn(testDatabase.db.pool);
  const logs = await db.select().from(messageProcessingLogs).where(eq(messageProcessingLogs.messageId, id));
  return logs.toSorted((a, b) => a.id - b.id);
}

test('only `failed` counts, and only for the same id, generation and enqueue', async () => {
  const log = createAttemptLog(testDatabase.db);
  expect(await log.countFailed(identity('a'))).toBe(0);
  for (const status of ['failed', 'failed', 'deferred', 'processing', 'success'] as const) {
    await log.record({ ...row, identity: identity('a'), status });
  }
  await log.record({ ...row, identity: identity('a', 1), status: 'failed' });
  await log.record({ ...row, identity: identity('a', 0, 2), status: 'failed' });
  await log.record({ ...row, identity: identity('b'), status: 'failed' });
  expect(await log.countFailed(identity('a'))).toBe(2);
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
  expect(await log.countFailed(identity('strange'))).toBe(1);
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
