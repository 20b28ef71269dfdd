import { startTracing, withSpan } from '@ballast/telemetry';
import { createTestDatabase, startTraceReceiver, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from './open-database.ts';
import { withTransaction } from './with-transaction.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase({ ...(await database.account('web-server')), poolSize: 5 });
});

afterAll(async () => {
  await db?.close();
  await database?.drop();
});

test('each statement in a recorded span has one of its own, however it is sent, and says how it ended', async () => {
  const collector = await startTraceReceiver();
  const otlp = { url: collector.url, protocol: 'http/json' } as const;
  const tracing = await startTracing({ service: 'test', otlp });
  await db.pool.query('SELECT id FROM users');
  await withSpan('outer', {}, async () => {
    const [rows] = await db.pool.query("SELECT number FROM prime_checks WHERE number = 'LEAK'");
    expect(rows).toEqual([]);
    await db.withConnection((connection) => connection.execute('SELECT id FROM users WHERE id = ?', ['LEAK']));
    await withTransaction(db, (tx) => tx.query('DELETE FROM sessions LIMIT 1'));
    await expect(db.pool.query("SELECT nothing FROM users WHERE id = 'LEAK'")).rejects.toThrow();
    // The answer never comes.
    const cut = db.withConnection((connection) => connection.query('SELECT SLEEP(60) FROM DUAL'), { deadlineMs: 100 });
    await expect(cut).rejects.toMatchObject({ code: 'timeout' });
  });
  await tracing.shutdown();
  await collector.stop();

  const outer = collector.spans.find(({ name }) => name === 'outer');
  const made = collector.spans.filter(({ name }) => name !== 'outer');
  expect(made.map(({ name, failed, parentSpanId }) => [name, failed, parentSpanId === outer?.spanId])).toEqual([
    ['SELECT prime_checks', false, true],
    ['SELECT users', false, true],
    ['START', false, true],
    ['DELETE sessions', false, true],
    ['COMMIT', false, true],
    ['SELECT users', true, true],
    ['SELECT DUAL', true, true],
  ]);
  expect(made[5]?.attributes['error.type']).toBe('ER_BAD_FIELD_ERROR');
  expect(collector.bodies.join('')).not.toContain('LEAK');
});
