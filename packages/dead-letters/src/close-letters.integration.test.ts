import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { anItem, rowsOf, testLetter } from '../test/letters.ts';
import { closeLetters } from './close-letters.ts';
import { storeLetters } from './store-letters.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a success resolves the open letters of its message and the redrives that sent it, and nothing else', async () => {
  const letters = ['pending', 'reprocessing', 'discarded', 'resolved'].map((status) => ({ status, ...testLetter() }));
  const other = testLetter();
  await withTransaction(database.db, (tx) => storeLetters(tx, [...letters, other]));
  for (const { status, key } of letters) {
    await database.db.pool.query('UPDATE dead_letter_messages SET status = ? WHERE letter_key = ?', [status, key]);
  }
  const ids = letters.map(({ messageId }) => messageId as string);
  for (const [n, state] of ['sent', 'silent', 'failed', 'waiting'].entries()) {
    await anItem(database, { messageId: ids[n] ?? '', generation: 0, state });
  }
  await anItem(database, { messageId: other.messageId ?? '', generation: 0, state: 'sent' });

  const close = () => withTransaction(database.db, (tx) => closeLetters(tx, 'primecheck', ids, 'worker-1'));
  expect(await close()).toEqual({ letters: 2, items: 2 });
  expect(await close()).toEqual({ letters: 0, items: 0 });
  const stored = await rowsOf(
    database,
    'SELECT letter_key, status, resolution, resolved_by FROM dead_letter_messages WHERE letter_key IN (?)',
    [...letters, other].map(({ key }) => key),
  );
  const byKey = new Map(stored.map((row) => [row.letter_key, row]));
  expect([...letters, other].map(({ key }) => byKey.get(key))).toMatchObject([
    { status: 'resolved', resolution: 'succeeded', resolved_by: 'worker-1' },
    { status: 'resolved', resolution: 'succeeded', resolved_by: 'worker-1' },
    { status: 'discarded', resolution: null },
    { status: 'resolved', resolution: null },
    { status: 'pending', resolution: null },
  ]);
  const items = await rowsOf(
    database,
    'SELECT state, COUNT(*) AS count FROM redrive_job_items WHERE message_id IN (?) GROUP BY state',
    [...letters, other].map(({ messageId }) => messageId),
  );
  expect(Object.fromEntries(items.map(({ state, count }) => [state, count]))).toEqual({
    succeeded: 2,
    failed: 1,
    waiting: 1,
    sent: 1,
  });
});

test('nothing to close is no statement', async () => {
  const noStatement = new Proxy({}, { get: () => expect.unreachable() }) as Parameters<typeof closeLetters>[0];
  expect(await closeLetters(noStatement, 'primecheck', [], 'worker-1')).toEqual({ letters: 0, items: 0 });
});

test('a success on one subject closes nothing of a message of the same id on another', async () => {
  const request = testLetter();
  const mail = testLetter({ messageId: request.messageId, subject: 'emailsend' });
  await withTransaction(database.db, (tx) => storeLetters(tx, [request, mail]));
  const stored = await rowsOf(
    database,
    'SELECT id, original_subject FROM dead_letter_messages WHERE original_message_id = ? ORDER BY original_subject',
    request.messageId,
  );
  expect(stored.map(({ original_subject }) => original_subject)).toEqual(['emailsend', 'primecheck']);
  for (const { id } of stored) {
    await anItem(database, { messageId: request.messageId ?? '', generation: 0, state: 'sent', letterId: Number(id) });
  }
  const close = (subject: string) =>
    withTransaction(database.db, (tx) => closeLetters(tx, subject, [request.messageId ?? ''], 'worker-1'));
  expect(await close('emailsend')).toEqual({ letters: 1, items: 1 });
  expect(
    await rowsOf(
      database,
      `SELECT m.status, i.state FROM dead_letter_messages AS m JOIN redrive_job_items AS i ON i.letter_id = m.id
       WHERE original_message_id = ? ORDER BY original_subject`,
      request.messageId,
    ),
  ).toEqual([
    { status: 'resolved', state: 'succeeded' },
    { status: 'pending', state: 'sent' },
  ]);
  expect(await close('primecheck')).toEqual({ letters: 1, items: 1 });
});
