import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';
import { withTransaction } from './with-transaction.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

test('rows that the server refuses fail alone, all others of their group are committed', async () => {
  const { db } = testDatabase;
  let commits = 0;
  const group = new GroupCommit<{ id: string; number: string }, string>({
    maxGroup: 100,
    maxQueued: 1_000,
    commit: (items) => {
      commits += 1;
      return withTransaction(db, async (tx) => {
        await tx.query('INSERT INTO prime_checks (id, number) VALUES ?', [items.map(({ id, number }) => [id, number])]);
        return items.map(({ id }) => id);
      });
    },
  });
  const items = Array.from({ length: 200 }, (_, index) => ({
    id: `id-${index}`,
    number: index % 50 === 7 ? 'not ascii: é' : String(index),
  }));
  const outcomes = await Promise.allSettled(items.map((item) => group.submit(item)));
  await group.close();

  const refused = items.filter((_, index) => outcomes[index]?.status === 'rejected').map(({ id }) => id);
  expect(refused).toEqual(['id-7', 'id-57', 'id-107', 'id-157']);
  const [rows] = await db.pool.query<RowDataPacket[]>('SELECT id FROM prime_checks');
  expect(rows.length).toBe(196);
  expect(commits).toBeLessThan(70);
});
