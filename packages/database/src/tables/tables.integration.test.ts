import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { eq } from 'drizzle-orm';
import type { AnyMySqlTable } from 'drizzle-orm/mysql-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DatabaseErrorCode, isDatabaseError } from '../database-error.ts';
import { drizzleOn } from '../drizzle-on.ts';
import { withTransaction } from '../with-transaction.ts';
import { deadLetterMessages } from './dead-letter-messages.ts';
import { emailDeliveries } from './email-deliveries.ts';
import { idempotencyKeys } from './idempotency-keys.ts';
import { mailSuppressions } from './mail-suppressions.ts';
import { messageProcessingLogs } from './message-processing-logs.ts';
import { outbox } from './outbox.ts';
import { outboxHistory } from './outbox-history.ts';
import { primeChecks } from './prime-checks.ts';
import { workerHealthChecks } from './worker-health-checks.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

const tables: AnyMySqlTable[] = [
  primeChecks,
  emailDeliveries,
  outbox,
  outboxHistory,
  messageProcessingLogs,
  workerHealthChecks,
  idempotencyKeys,
  deadLetterMessages,
  mailSuppressions,
];

const request = { id: '0', number: '7' };
const delivery = { id: '0', kind: 'prime_check_result', aggregateId: '0' };
const letter = {
  letterKey: 'k',
  originalSubject: 's',
  errorMessage: 'm',
  errorType: 'permanent' as const,
  payload: {},
};
const verdict = { isPrime: true, certainty: 'proven' as const, completedAt: new Date() };

let rows = 0;
const nextId = () => `row-${++rows}`;

/** What becomes of an insert: `inserted`, or the code of its refusal. */
async function insert(table: AnyMySqlTable, row: object): Promise<'inserted' | DatabaseErrorCode> {
  try {
    await withTransaction(testDatabase.db, async (tx) => {
      await drizzleOn(tx).insert(table).values(row);
    });
    return 'inserted';
  } catch (error) {
    if (isDatabaseError(error)) return error.code;
    throw error;
  }
}

test.each(tables)('every column of table %# can be read', async (table) => {
  expect(await drizzleOn(testDatabase.db.pool).select().from(table)).toBeInstanceOf(Array);
});

describe('a verdict is whole or absent', () => {
  test.each([
    ['inserted', { status: 'processing' }],
    ['inserted', { status: 'dead' }],
    ['inserted', { status: 'completed', ...verdict }],
    ['inserted', { status: 'completed', ...verdict, isPrime: false, certainty: 'probable' }],
    ['refused_row', { status: 'completed' }],
    ['refused_row', { status: 'completed', ...verdict, isPrime: null }],
    ['refused_row', { status: 'completed', ...verdict, certainty: null }],
    ['refused_row', { status: 'completed', ...verdict, completedAt: null }],
    ['refused_row', { status: 'processing', ...verdict }],
    ['refused_row', { status: 'dead', isPrime: true }],
    ['refused_row', { status: 'unheard-of' }],
    ['refused_row', { status: 'completed', ...verdict, certainty: 'hoped' }],
  ])('%s: %j', async (outcome, row) => {
    expect(await insert(primeChecks, { ...request, id: nextId(), ...row })).toBe(outcome);
  });
});

describe('a delivery’s state and its columns agree', () => {
  const lease = { leaseOwner: 'w1', leaseUntil: new Date() };
  test.each([
    ['inserted', { status: 'pending' }],
    ['inserted', { status: 'sending', ...lease }],
    ['inserted', { status: 'sent', sentAt: new Date() }],
    ['refused_row', { status: 'sending' }],
    ['refused_row', { status: 'sending', leaseOwner: 'w1' }],
    ['refused_row', { status: 'sent' }],
    ['refused_row', { status: 'pending', sentAt: new Date() }],
    ['refused_row', { status: 'lost' }],
  ])('%s: %j', async (outcome, row) => {
    const id = nextId();
    expect(await insert(emailDeliveries, { ...delivery, id, aggregateId: id, ...row })).toBe(outcome);
  });
});

describe('what may be there once', () => {
  test.each([
    ['a request', primeChecks, { ...request, id: 'once' }],
    ['a delivery of a kind about one thing', emailDeliveries, { ...delivery, aggregateId: 'once' }],
    [
      'an enqueue',
      outbox,
      {
        eventId: 'once',
        aggregateType: 'a',
        aggregateId: 'b',
        eventType: 'c',
        subject: 'd',
        payload: '{}',
        headers: '{}',
      },
    ],
    ['a published event', outboxHistory, { eventId: 'once', subject: 's', stream: 's', streamCreated: 'c', seq: 1 }],
    ['a letter', deadLetterMessages, { ...letter, letterKey: 'once' }],
    ['a key of a caller', idempotencyKeys, { caller: 'once', idemKey: 'k', bodyHash: 'h', requestId: 'r' }],
    ['a worker', workerHealthChecks, { workerName: 'once', status: 'healthy', lastHeartbeat: new Date() }],
    [
      'a suppressed address',
      mailSuppressions,
      { addressIndex: 'once', addressSealed: Buffer.from('x'), reason: 'bounce' },
    ],
  ])('%s', async (_, table, row) => {
    expect(await insert(table, row)).toBe('inserted');
    // Under another id where the app makes the ids: it is the other key that must refuse it.
    const again = table === emailDeliveries ? { ...row, id: nextId() } : row;
    expect(await insert(table, again)).toBe('duplicate');
  });

  test('keys differ in upper and lower case', async () => {
    for (const idemKey of ['Key', 'key', 'KEY']) {
      expect(await insert(idempotencyKeys, { caller: 'c', idemKey, bodyHash: 'h', requestId: 'r' })).toBe('inserted');
    }
  });
});

describe('what does not fit is refused, never cut', () => {
  test.each([
    ['an id of 37 characters', primeChecks, { ...request, id: 'x'.repeat(37) }],
    ['a number that is not ASCII', primeChecks, { ...request, id: nextId(), number: '７' }],
    ['a sealed address of 321 bytes', primeChecks, { ...request, id: nextId(), emailSealed: Buffer.alloc(321, 1) }],
    ['a letter without any payload', deadLetterMessages, { ...letter, letterKey: nextId(), payload: null }],
    ['a count below nought', primeChecks, { ...request, id: nextId(), generation: -1 }],
  ])('%s', async (_, table, row) => {
    expect(await insert(table, row)).toBe('refused_row');
  });
});

describe('what is stored comes out as it went in', () => {
  const db = () => drizzleOn(testDatabase.db.pool);

  test('the payload and headers of an outbox row, letter by letter', async () => {
    const payload = '{ "a" : 1.0, "a": 2,\t"ü😀": "\\u0000 ", "big": 18446744073709551557 }  ';
    const row = { aggregateType: 'a', aggregateId: 'b', eventType: 'c', subject: 'd', headers: '{"b":"2","a":"1"} ' };
    await db()
      .insert(outbox)
      .values({ ...row, eventId: 'exact', payload });
    const [stored] = await db().select().from(outbox).where(eq(outbox.eventId, 'exact'));
    expect(stored).toMatchObject({ payload, headers: row.headers });
  });

  test('a megabyte of payload', async () => {
    const payload = JSON.stringify({ text: '€'.repeat(400_000) });
    const row = { aggregateType: 'a', aggregateId: 'b', eventType: 'c', subject: 'd', headers: '{}' };
    await db()
      .insert(outbox)
      .values({ ...row, eventId: 'large', payload });
    const [stored] = await db().select().from(outbox).where(eq(outbox.eventId, 'large'));
    expect(stored?.payload).toBe(payload);
  });

  test('JSON as a value, bytes as bytes, a sequence as a number', async () => {
    const payloadRaw = Buffer.from([0, 255, 128, 39, 92]);
    const headers = { traceparent: '00-é-01' };
    await db()
      .insert(deadLetterMessages)
      .values({ ...letter, letterKey: 'values', payload: [1, { a: null }], payloadRaw, headers, seq: 2 ** 52 });
    const [stored] = await db().select().from(deadLetterMessages).where(eq(deadLetterMessages.letterKey, 'values'));
    expect(stored).toMatchObject({ payload: [1, { a: null }], payloadRaw, headers, seq: 2 ** 52, status: 'pending' });
  });

  test('a number of a thousand digits', async () => {
    const number = `1${'0'.repeat(998)}7`;
    await db().insert(primeChecks).values({ id: 'thousand', number });
    expect(
      await db().select({ number: primeChecks.number }).from(primeChecks).where(eq(primeChecks.id, 'thousand')),
    ).toEqual([{ number }]);
  });

  test('moments, to the millisecond', async () => {
    const createdAt = new Date('2024-10-27T00:30:00.007Z');
    await db().insert(primeChecks).values({ id: 'moment', number: '7', createdAt });
    const [stored] = await db().select().from(primeChecks).where(eq(primeChecks.id, 'moment'));
    expect(stored?.createdAt).toEqual(createdAt);
    expect(Math.abs(Date.now() - (stored?.updatedAt.getTime() ?? 0))).toBeLessThan(30_000);
  });
});

test('updated_at moves with every change, without being asked', async () => {
  const db = drizzleOn(testDatabase.db.pool);
  const before = new Date('2024-01-01T00:00:00.000Z');
  await db.insert(primeChecks).values({ id: 'touched', number: '7', createdAt: before, updatedAt: before });
  await testDatabase.db.pool.query(`UPDATE prime_checks SET status = 'dead' WHERE id = 'touched'`);
  const [row] = await db.select().from(primeChecks).where(eq(primeChecks.id, 'touched'));
  expect(row?.createdAt).toEqual(before);
  expect(Math.abs(Date.now() - (row?.updatedAt.getTime() ?? 0))).toBeLessThan(30_000);
});
