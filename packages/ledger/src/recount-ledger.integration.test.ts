import { openDatabase, type PoolConnection, type RowDataPacket, withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertMails, insertRequests, nextId } from '../test/business-rows.ts';
import { readCounters, readLedger } from './read-ledger.ts';
import { recordLedger } from './record-ledger.ts';
import { recountLedger } from './recount-ledger.ts';
import { inSnapshot } from './snapshot.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const table of ['ledger_counters', 'prime_checks', 'email_deliveries']) {
    await database.db.pool.query('DELETE FROM ??', [table]);
  }
});

test('rows that nobody counted are counted by the first recount, and are no drift of the second', async () => {
  await insertRequests(database.db, { processing: 3, completed: 4, dead: 2, discarded: 1 });
  await insertMails(database.db, { pending: 1, sending: 1, sent: 2, suppressed: 1, expired: 1, dead: 1, discarded: 1 });
  expect(await recountLedger(database.db)).toMatchObject({ isFirst: true, isCorrected: true });
  expect(await readLedger(database.db)).toMatchObject({
    accepted: 10,
    completed: 4,
    dead_lettered: 2,
    discarded: 1,
    in_flight: 3,
    balanced: true,
    emails: { accepted: 8, completed: 4, dead_lettered: 1, discarded: 1, in_flight: 2, balanced: true },
  });
  const second = await recountLedger(database.db);
  expect(second).toMatchObject({
    isFirst: false,
    drift: { requests: 0, emails: 0 },
    missing: { requests: 0, emails: 0 },
  });
  expect(Object.fromEntries(second.counted.emails)).toMatchObject({ pending: 1, sending: 1, sent: 2 });
});

test('counters that drifted are set right, and the drift is told and stored', async () => {
  await insertRequests(database.db, { processing: 3, completed: 4 });
  await recountLedger(database.db);
  await database.db.pool.query("UPDATE prime_checks SET status = 'dead' WHERE status = 'processing' LIMIT 2");
  expect(await recountLedger(database.db)).toMatchObject({ drift: { requests: 4, emails: 0 }, isCorrected: true });
  expect(await readLedger(database.db)).toMatchObject({ in_flight: 1, dead_lettered: 2, balanced: true });
  const { counters } = await readCounters(database.db.pool);
  expect(counters.get('requests.drift')).toBe(4);
});

test('a request that was accepted and has no row any more stays missing in the balance', async () => {
  await insertRequests(database.db, { processing: 3 });
  await recountLedger(database.db);
  await database.db.pool.query('DELETE FROM prime_checks LIMIT 1');
  expect(await recountLedger(database.db)).toMatchObject({ missing: { requests: 1 } });
  expect(await recountLedger(database.db)).toMatchObject({ missing: { requests: 1 }, drift: { requests: 0 } });
  expect(await readLedger(database.db)).toMatchObject({ accepted: 3, in_flight: 2, balanced: false });
});

test('recounts in two instances at once, with writers that go on, correct one drift once', async () => {
  await insertRequests(database.db, { processing: 500 });
  const other = await openDatabase(await database.account('dlq-manager'));
  let isOver = false;
  const writers = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      await withTransaction(database.db, async (tx) => {
        await tx.query("INSERT INTO prime_checks (id, number) VALUES (?, '7')", [nextId()]);
        await recordLedger(tx, [{ ledger: 'requests', to: 'processing', count: 1 }]);
      });
    }
  });
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([recountLedger(database.db), recountLedger(other), recountLedger(database.db)]);
  }
  isOver = true;
  await Promise.all(writers);
  await other.close();
  const last = await recountLedger(database.db);
  expect(last).toMatchObject({ drift: { requests: 0, emails: 0 }, missing: { requests: 0, emails: 0 } });
  expect((await readLedger(database.db)).in_flight).toBe(last.counted.requests.get('processing'));
});

test('a recount that takes too long is given up, and leaves no snapshot open', async () => {
  await insertRequests(database.db, { processing: 10 });
  await expect(recountLedger(database.db, { deadlineMs: -1 })).rejects.toMatchObject({ code: 'snapshot_too_old' });
  await expect(recountLedger(database.db, { signal: AbortSignal.abort(new Error('asked to stop')) })).rejects.toThrow(
    'asked to stop',
  );
  await until(async () => {
    const [rows] = await database.db.pool.query(
      `SELECT 1 FROM information_schema.innodb_trx t JOIN information_schema.processlist p
        ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE()`,
    );
    return (rows as unknown[]).length === 0;
  });
});

test('a snapshot sees one moment, cannot write, and leaves its connection as it was', async () => {
  const count = async (on: Pick<PoolConnection, 'query'>) => {
    const [rows] = await on.query<RowDataPacket[]>('SELECT id FROM prime_checks');
    return rows.length;
  };
  const seen = await inSnapshot(
    database.db,
    async (connection) => {
      const before = await count(connection);
      await insertRequests(database.db, { processing: 5 });
      return [before, await count(connection)];
    },
    { deadlineMs: 10_000 },
  );
  expect(seen).toEqual([0, 0]);

  const writing = inSnapshot(database.db, (connection) => connection.query('DELETE FROM prime_checks'), {
    deadlineMs: 10_000,
  });
  await expect(writing).rejects.toMatchObject({ errno: 1792 });
  // Whatever connection the pool gives: none of them stands in an old snapshot.
  await Promise.all(
    Array.from({ length: 10 }, () =>
      withTransaction(database.db, async (tx) => {
        const before = await count(tx);
        await tx.query("INSERT INTO prime_checks (id, number) VALUES (?, '7')", [nextId()]);
        expect(await count(tx)).toBeGreaterThan(before);
      }),
    ),
  );
  expect(await count(database.db.pool)).toBe(15);
});
