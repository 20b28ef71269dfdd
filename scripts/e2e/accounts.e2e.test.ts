import type { Database, RowDataPacket } from '@ballast/database';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { APPS, mysqlUserOf } from '../stack/apps.ts';
import { openStackDatabase } from './database.ts';
import { freshStack } from './stack.ts';

const stack = freshStack();

let database: Database;
beforeAll(async () => {
  database = await openStackDatabase(stack);
});
afterAll(() => database.close());

/** The accounts that are connected to the product's database now, without this test's own. */
async function connected(): Promise<string[]> {
  const [rows] = await database.pool.query<RowDataPacket[]>(
    "SELECT DISTINCT user FROM information_schema.processlist WHERE db = 'ballast' AND user <> 'root'",
  );
  return rows.map(({ user }) => String(user)).sort();
}

it('every process is connected to MySQL under its own account, and nobody under another', async () => {
  const own = APPS.map(({ name }) => mysqlUserOf(name)).sort();
  // One whose pool is idle comes back with its next sign of life.
  const seen = new Set<string>();
  await until(
    async () => {
      for (const user of await connected()) seen.add(user);
      return seen.size >= own.length;
    },
    { timeoutMs: 60_000, what: 'every process was seen' },
  );
  expect([...seen].sort()).toEqual(own);
});
