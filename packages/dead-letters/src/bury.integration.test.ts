import { randomUUID } from 'node:crypto';
import { firstIdentity, formatEventId } from '@ballast/contracts';
import { openDatabase, type RowDataPacket, withTransaction } from '@ballast/database';
import { claim, enqueue, type OutboxMessage, type OutboxRow } from '@ballast/outbox';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bury } from './bury.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const table of ['outbox', 'prime_checks', 'email_deliveries', 'dead_letter_messages', 'ledger_counters']) {
    await database.db.pool.query('DELETE FROM ??', [table]);
  }
});

/** A message with an identity of its own; `body` is its payload's text. */
function testMessage(subject: string, body = 'x'): OutboxMessage {
  const identity = firstIdentity(randomUUID());
  return {
    identity,
    aggregateType: 'test',
    eventType: 'test.happened',
    subject,
    body: JSON.stringify({ id: identity.id, payload: body }),
    headers: { 'Ballast-Contract-Version': '1' },
  };
}

async function countRows(table: string): Promise<number> {
  const [[row]] = await database.db.pool.query<RowDataPacket[]>('SELECT COUNT(*) AS count FROM ??', [table]);
  return row?.count as number;
}

const FAULT = { code: 'too_large', message: 'over the limit' };

async function enqueueAndClaim(message: OutboxMessage): Promise<OutboxRow> {
  const rows = await withTransaction(database.db, async (tx) => {
    await enqueue(tx, [message]);
    return await claim(tx, message.subject, 10);
  });
  const row = rows.find((one) => one.eventId === formatEventId(message.identity));
  if (row === undefined) throw new Error('not claimed');
  return row;
}
const buryOne = (row: OutboxRow) => withTransaction(database.db, (tx) => bury(tx, row, FAULT, 'publisher-1'));

async function letters(): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>('SELECT * FROM dead_letter_messages');
  return rows;
}

async function aPrimeCheck(message: OutboxMessage, status = 'processing', generation = 0): Promise<OutboxMessage> {
  const isDone = status === 'completed';
  await database.db.pool.query(
    `INSERT INTO prime_checks (id, number, status, generation, is_prime, certainty, completed_at)
     VALUES (?, '7', ?, ?, ?, ?, ?)`,
    [message.identity.id, status, generation, isDone ? 1 : null, isDone ? 'proven' : null, isDone ? new Date() : null],
  );
  return { ...message, aggregateType: 'prime_check' };
}

async function statusOf(message: OutboxMessage): Promise<string> {
  const [[row]] = await database.db.pool.query<RowDataPacket[]>('SELECT status FROM prime_checks WHERE id = ?', [
    message.identity.id,
  ]);
  return row?.status;
}

test('a buried row becomes a letter with payload, headers and reason, and its request is dead', async () => {
  const message = await aPrimeCheck(testMessage('primecheck', 'what was asked'));
  const row = await enqueueAndClaim(message);
  expect(await buryOne(row)).toMatchObject({ fate: 'dead', requestId: message.identity.id });
  expect(await countRows('outbox')).toBe(0);
  expect(await statusOf(message)).toBe('dead');
  const [letter] = await letters();
  expect(letter).toMatchObject({
    letter_key: `dlq:${message.identity.id}:r0`,
    original_subject: 'primecheck',
    original_message_id: message.identity.id,
    error_message: 'over the limit',
    error_type: 'permanent',
    error_code: 'too_large',
    generation: 0,
    status: 'pending',
    payload_raw: null,
    original_created_at: row.createdAt,
  });
  expect(readJson(letter?.payload)).toEqual(JSON.parse(message.body));
  expect(readJson(letter?.headers)).toMatchObject({
    ...message.headers,
    'Ballast-Origin-Subject': 'primecheck',
    'Ballast-Error-Code': 'too_large',
    'Ballast-Attempts': '1',
  });
});

test('the publisher may do all of it with its own account', async () => {
  const message = await aPrimeCheck(testMessage('primecheck'));
  const row = await enqueueAndClaim(message);
  const db = await openDatabase(await database.account('outbox-publisher'));
  try {
    const stored = await withTransaction(db, (tx) => bury(tx, row, FAULT, 'publisher-1'));
    expect(stored).toMatchObject({ fate: 'dead' });
  } finally {
    await db.close();
  }
});

test('an e-mail delivery behind a buried row is dead, its lease gone', async () => {
  const message = { ...testMessage('emailsend'), aggregateType: 'email_delivery' };
  await database.db.pool.query(
    `INSERT INTO email_deliveries (id, kind, aggregate_id, status, lease_owner, lease_until)
     VALUES (?, 'welcome', ?, 'sending', 'w', NOW(3))`,
    [message.identity.id, message.identity.id],
  );
  expect(await buryOne(await enqueueAndClaim(message))).toMatchObject({ fate: 'dead', requestId: message.identity.id });
  const [[delivery]] = await database.db.pool.query<RowDataPacket[]>('SELECT * FROM email_deliveries');
  expect(delivery).toMatchObject({ status: 'dead', lease_owner: null, lease_until: null });
});

test('the letter of a request that is completed meanwhile is stored resolved, and the verdict stays', async () => {
  const message = await aPrimeCheck(testMessage('primecheck'), 'completed');
  expect(await buryOne(await enqueueAndClaim(message))).toMatchObject({ fate: 'succeeded', requestId: undefined });
  expect(await statusOf(message)).toBe('completed');
  expect(await letters()).toMatchObject([
    { status: 'resolved', resolved_by: 'publisher-1', resolved_at: expect.any(Date) },
  ]);
});

test('an older generation does not touch a request that was redriven meanwhile', async () => {
  const message = await aPrimeCheck(testMessage('primecheck'), 'processing', 1);
  expect(await buryOne(await enqueueAndClaim(message))).toMatchObject({ fate: 'superseded', requestId: undefined });
  expect(await statusOf(message)).toBe('processing');
});

test('what is no JSON is kept as it came', async () => {
  const message = { ...testMessage('orders'), body: '{"half' };
  await buryOne(await enqueueAndClaim(message));
  expect(await letters()).toMatchObject([{ payload: null, payload_raw: Buffer.from('{"half') }]);
});

test.each([
  ['nested too deeply', `${'['.repeat(200)}${']'.repeat(200)}`],
  ['with a number out of range', '{"n":1e999}'],
  ['with half a surrogate pair', '{"text":"\\ud800"}'],
])('JSON that the server takes for none (%s) is kept as it came', async (_, body) => {
  const headers = { 'Ballast-Note': 'half a pair: \ud800' };
  const message = await aPrimeCheck({ ...testMessage('primecheck'), body, headers });
  expect(await buryOne(await enqueueAndClaim(message))).toMatchObject({ fate: 'dead' });
  const [letter] = await letters();
  expect(letter?.payload_raw?.toString() ?? JSON.stringify(readJson(letter?.payload))).toBe(
    letter?.payload_raw ? body : JSON.stringify(JSON.parse(body)),
  );
  expect(await statusOf(message)).toBe('dead');
  expect(await countRows('outbox')).toBe(0);
});

test('a generation has one letter, however often it is told', async () => {
  const message = await aPrimeCheck(testMessage('primecheck'));
  await buryOne(await enqueueAndClaim(message));
  await buryOne(await enqueueAndClaim({ ...message, identity: { ...message.identity, enqueue: 2 } }));
  expect(await letters()).toHaveLength(1);
  expect(await countRows('outbox')).toBe(0);
});

test('a row that somebody else has finished is not buried', async () => {
  const message = await aPrimeCheck(testMessage('primecheck'));
  const row = await enqueueAndClaim(message);
  await database.db.pool.query('DELETE FROM outbox');
  await expect(buryOne(row)).rejects.toMatchObject({ code: 'claim_lost' });
  expect(await letters()).toHaveLength(0);
  expect(await statusOf(message)).toBe('processing');
});

/** MySQL gives a JSON column as a value, MariaDB as text. */
function readJson(value: unknown): unknown {
  return typeof value === 'string' ? JSON.parse(value) : value;
}
