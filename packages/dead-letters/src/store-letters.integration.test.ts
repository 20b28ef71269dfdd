import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storeLetters } from './store-letters.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('smoke', async () => {
  const letter = {
    key: 'dlq:a:r0',
    subject: 'primecheck',
    messageId: 'a',
    generation: 0,
    attempts: 1,
    body: Buffer.from('{}'),
    headers: {},
    error: { type: 'permanent', code: 'x', message: 'm 1' },
  } as const;
  await database.db.pool.query("INSERT INTO prime_checks (id, number) VALUES ('a', '7')");
  expect(await withTransaction(database.db, (tx) => storeLetters(tx, [letter, letter]))).toMatchObject([
    { fate: 'dead', requestId: 'a' },
    { fate: 'known' },
  ]);
  expect(await withTransaction(database.db, (tx) => storeLetters(tx, [letter]))).toMatchObject([{ fate: 'known' }]);
  const [rows] = await database.db.pool.query(
    'SELECT * FROM dead_letter_messages JOIN dead_letter_groups USING (fingerprint) JOIN dlq_statistics JOIN ledger_counters',
  );
  console.log(rows);
});
