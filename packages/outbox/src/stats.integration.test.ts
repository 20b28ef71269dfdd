import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testMessages } from '../test/outbox-messages.ts';
import { enqueue } from './enqueue.ts';
import { stats } from './stats.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the backlog is counted by subject with the age of its oldest row, also of rows that are not due', async () => {
  const { db } = database;
  expect(await stats(db)).toEqual([]);
  await withTransaction(db, (tx) => enqueue(tx, [...testMessages('a', 3), ...testMessages('b', 2)]));
  await db.pool.query(
    "UPDATE outbox SET created_at = NOW(3) - INTERVAL 90 SECOND WHERE subject = 'b' ORDER BY id LIMIT 1",
  );
  await db.pool.query(
    "UPDATE outbox SET next_retry_at = NOW(3) + INTERVAL 1 HOUR WHERE subject = 'b' ORDER BY id LIMIT 1",
  );

  const [a, b] = await stats(db);
  expect(a).toMatchObject({ subject: 'a', count: 3 });
  expect(a?.oldestAgeSeconds).toBeLessThan(60);
  expect(b).toMatchObject({ subject: 'b', count: 2 });
  expect(b?.oldestAgeSeconds).toBeGreaterThanOrEqual(90);
  expect(b?.oldestAgeSeconds).toBeLessThan(150);
});
