import type { RowDataPacket } from '@ballast/database';
import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countRows, testMessage, testMessages } from '../test/outbox-messages.ts';
import { enqueue } from './enqueue.ts';
import { MAX_MESSAGE_BYTES, messageSizeBytes } from './message-size.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.pool.query('DELETE FROM outbox'));

test('a message is there when its transaction commits, byte for byte, due at once', async () => {
  const message = { ...testMessage('a'), body: '{"text":"äöü 😀 \\\\ \\" \\n"}', headers: { Name: 'välue' } };
  await withTransaction(database.db, (tx) => enqueue(tx, [message]));
  const [[row]] = await database.db.pool.query<RowDataPacket[]>(
    'SELECT *, next_retry_at <= NOW(3) AS is_due FROM outbox',
  );
  expect(row).toMatchObject({
    event_id: `${message.identity.id}:r0:e1`,
    aggregate_type: 'test',
    aggregate_id: message.identity.id,
    event_type: 'test.happened',
    subject: 'a',
    payload: message.body,
    retry_count: 0,
    is_due: 1,
  });
  expect(JSON.parse(row?.headers)).toEqual(message.headers);
});

test('a message is not there when its transaction rolls back', async () => {
  const failing = withTransaction(database.db, async (tx) => {
    await enqueue(tx, [testMessage('a')]);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await countRows(database.db, 'outbox')).toBe(0);
});

test('one message over the limit keeps its whole group out, before anything is written', async () => {
  const tooLarge = testMessage('a', 'x'.repeat(MAX_MESSAGE_BYTES));
  const failing = withTransaction(database.db, (tx) => enqueue(tx, [testMessage('a'), tooLarge]));
  await expect(failing).rejects.toMatchObject({ code: 'too_large' });
  const wordy = { ...testMessage('a'), headers: { Name: 'x'.repeat(70_000) } };
  await expect(withTransaction(database.db, (tx) => enqueue(tx, [wordy]))).rejects.toMatchObject({ code: 'too_large' });
  expect(await countRows(database.db, 'outbox')).toBe(0);
});

test('a message of exactly the limit is taken, also a dozen of them at once', async () => {
  const messages = Array.from({ length: 12 }, () => {
    const small = testMessage('a', '');
    return { ...small, body: `"${'"'.repeat(MAX_MESSAGE_BYTES - messageSizeBytes(small) + small.body.length - 1)}` };
  });
  expect(messages.map(messageSizeBytes)).toEqual(messages.map(() => MAX_MESSAGE_BYTES));
  await withTransaction(database.db, (tx) => enqueue(tx, messages));
  expect(await countRows(database.db, 'outbox')).toBe(12);
});

test('thousands of messages, and none at all, are one call', async () => {
  await withTransaction(database.db, async (tx) => {
    await enqueue(tx, []);
    await enqueue(tx, testMessages('a', 3_000));
  });
  expect(await countRows(database.db, 'outbox')).toBe(3_000);
});

test('an identity that waits already is refused as duplicate', async () => {
  const message = testMessage('a');
  await withTransaction(database.db, (tx) => enqueue(tx, [message]));
  const again = withTransaction(database.db, (tx) => enqueue(tx, [message]));
  await expect(again).rejects.toMatchObject({ code: 'duplicate' });
});
