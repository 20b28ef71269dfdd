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

  const close = () => withTransaction(database.db, (tx) => closeLetters(tx, ids, 'worker-1'));
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
  const items = await rowsOf(database, 'SELECT state, COUNT(*) AS count FROM redrive_job_items GROUP BY state');
  expect(Object.fromEntries(items.map(({ state, count }) => [state, count]))).toEqual({
    succeeded: 2,
    failed: 1,
    waiting: 1,
    sent: 1,
  });
});

test('nothing to close is no statement', async () => {
  const noStatement = new Proxy({}, { get: () => expect.unreachable() }) as Parameters<typeof closeLetters>[0];
  expect(await closeLetters(noStatement, [], 'worker-1')).toEqual({ letters: 0, items: 0 });
});
