import { createMetrics } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from './open-database.ts';
import { withTransaction } from './with-transaction.ts';

const metrics = createMetrics('test');
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase({ ...(await database.account('web-server')), poolSize: 5, metrics, name: 'sessions' });
});

afterAll(async () => {
  await db?.close();
  await database?.drop();
});

async function value(name: string, label = ''): Promise<number> {
  const text = await metrics.registry.metrics();
  const [, found] = new RegExp(`^${name}\\{[^}]*${label}[^}]*\\} ([\\d.e-]+)`, 'm').exec(text) ?? [];
  return Number(found);
}

test('statements are counted by what they do, however they are sent, those that fail among them', async () => {
  const count = (type: string) => value('database_query_duration_seconds_count', `query_type="${type}"`);
  const selects = await count('select');
  await db.pool.query('SELECT 1');
  await db.withConnection((connection) => connection.execute('SELECT ?', [2]));
  await expect(db.withConnection((connection) => connection.query('SELECT nothing FROM nowhere'))).rejects.toThrow();
  expect((await count('select')) - selects).toBe(3);
  const transactions = await count('transaction');
  await withTransaction(db, (tx) => tx.query('SELECT 3'));
  expect((await count('transaction')) - transactions).toBe(2);
});

test('connections in use, idle and waited for are shown, and every wait is timed', async () => {
  const connections = (state: string) => value('database_connections', `state="${state}"`);
  const waits = await value('database_pool_wait_seconds_count', 'pool="sessions"');
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const callers = Array.from({ length: 6 }, () => db.withConnection(() => held));
  await until(async () => (await connections('wait')) === 1);
  expect(await connections('active')).toBe(5);
  release();
  await Promise.all(callers);
  expect(await connections('active')).toBe(0);
  expect(await connections('idle')).toBeGreaterThan(0);
  expect((await value('database_pool_wait_seconds_count', 'pool="sessions"')) - waits).toBe(6);
});
