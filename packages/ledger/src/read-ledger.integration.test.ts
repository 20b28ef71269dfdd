import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertMails, insertRequests } from '../test/business-rows.ts';
import { readLedger } from './read-ledger.ts';
import { type LedgerChange, recordLedger } from './record-ledger.ts';
import { recountLedger } from './recount-ledger.ts';
import { storeChecked } from './store-checked.ts';

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

const record = (changes: readonly LedgerChange[]) => withTransaction(database.db, (tx) => recordLedger(tx, changes));

test('an empty ledger is balanced', async () => {
  const nothing = {
    accepted: 0,
    completed: 0,
    dead_lettered: 0,
    discarded: 0,
    in_flight: 0,
    unaccounted: 0,
    oldest_in_flight_seconds: 0,
    balanced: true,
  };
  expect(await readLedger(database.db)).toEqual({ ...nothing, emails: nothing });
});

test('the ledger says where everything accepted is, and how long the oldest has been open', async () => {
  const now = Date.now();
  await insertRequests(database.db, { processing: 2, completed: 1 }, new Date(now - 60_000));
  await insertMails(database.db, { sending: 1 }, new Date(now - 120_000));
  await insertMails(database.db, { pending: 1 }, new Date(now - 30_000));
  await record([
    { ledger: 'requests', to: 'processing', count: 10 },
    { ledger: 'requests', from: 'processing', to: 'completed', count: 5 },
    { ledger: 'requests', from: 'processing', to: 'dead', count: 2 },
    { ledger: 'requests', from: 'dead', to: 'discarded', count: 1 },
    { ledger: 'emails', to: 'processing', count: 3 },
  ]);
  const ledger = await readLedger(database.db);
  expect(ledger).toMatchObject({
    accepted: 10,
    completed: 5,
    dead_lettered: 1,
    discarded: 1,
    in_flight: 3,
    unaccounted: 0,
    balanced: true,
    emails: { accepted: 3, in_flight: 3, balanced: true },
  });
  expect(ledger.oldest_in_flight_seconds).toBeGreaterThanOrEqual(60);
  expect(ledger.oldest_in_flight_seconds).toBeLessThan(120);
  expect(ledger.emails.oldest_in_flight_seconds).toBeGreaterThanOrEqual(120);
});

test('what nothing will move is not in flight, and unbalances the ledger', async () => {
  await record([{ ledger: 'requests', to: 'processing', count: 10 }]);
  await storeChecked(database.db.pool, 'unaccounted', { requests: 2, emails: 0 });
  expect(await readLedger(database.db)).toMatchObject({
    in_flight: 8,
    unaccounted: 2,
    balanced: false,
    checked_at: expect.any(String),
    emails: { balanced: true },
  });
  await storeChecked(database.db.pool, 'unaccounted', { requests: 0, emails: 0 });
  expect(await readLedger(database.db)).toMatchObject({ in_flight: 10, unaccounted: 0, balanced: true });
});

test('counters that do not add up, and counts below zero, unbalance the ledger', async () => {
  await record([{ ledger: 'requests', to: 'processing', count: 1 }]);
  await database.db.pool.query(
    "UPDATE ledger_counters SET value = value + 1 WHERE ledger = 'requests' AND name = 'accepted'",
  );
  expect(await readLedger(database.db)).toMatchObject({ accepted: 2, balanced: false });
  await database.db.pool.query('DELETE FROM ledger_counters');
  await record([{ ledger: 'emails', from: 'dead', to: 'completed', count: 1 }]);
  expect(await readLedger(database.db)).toMatchObject({ emails: { dead_lettered: -1, balanced: false } });
});

/** Rows that the server touched for one `readLedger`, by its own count for the session. */
async function rowsTouched(): Promise<number> {
  return await database.db.withConnection(async (connection) => {
    const touched = async () => {
      const [rows] = await connection.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
      return rows.reduce((sum, row) => sum + Number(row.Value), 0);
    };
    const onThisSession = { withConnection: (fn: (on: typeof connection) => unknown) => fn(connection) };
    await touched();
    const before = await touched();
    const idle = (await touched()) - before;
    const start = await touched();
    await readLedger(onThisSession as unknown as Database);
    return (await touched()) - start - idle;
  });
}

test('reading the ledger touches as many rows, however many requests and mails there are', async () => {
  await insertRequests(database.db, { processing: 1, completed: 1 });
  await insertMails(database.db, { pending: 1, sending: 1, sent: 1 });
  await recountLedger(database.db);
  const few = await rowsTouched();
  await insertRequests(database.db, { processing: 5_000, completed: 10_000 });
  await insertMails(database.db, { pending: 2_000, sending: 2_000, sent: 4_000 });
  await recountLedger(database.db);
  expect(few).toBeGreaterThan(0);
  // Counters may have got a second shard meanwhile.
  expect(await rowsTouched()).toBeLessThan(few + 100);
});
