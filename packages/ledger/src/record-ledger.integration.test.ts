import { openDatabase, type RowDataPacket, withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LedgerChange, recordLedger } from './record-ledger.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.pool.query('DELETE FROM ledger_counters'));

const record = (changes: readonly LedgerChange[]) => withTransaction(database.db, (tx) => recordLedger(tx, changes));

async function sums(): Promise<Record<string, number>> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(
    'SELECT ledger, name, SUM(value) AS sum FROM ledger_counters GROUP BY ledger, name',
  );
  return Object.fromEntries(rows.map((row) => [`${row.ledger}.${row.name}`, Number(row.sum)]));
}

test('what is accepted is processing, and what leaves a state arrives in another', async () => {
  await record([{ ledger: 'requests', to: 'processing', count: 10 }]);
  await record([
    { ledger: 'requests', from: 'processing', to: 'completed', count: 4 },
    { ledger: 'requests', from: 'processing', to: 'dead', count: 3 },
    { ledger: 'emails', to: 'processing', count: 4 },
  ]);
  await record([
    { ledger: 'requests', from: 'dead', to: 'discarded', count: 2 },
    { ledger: 'requests', from: 'dead', to: 'processing', count: 1 },
  ]);
  expect(await sums()).toEqual({
    'requests.accepted': 10,
    'requests.processing': 4,
    'requests.completed': 4,
    'requests.dead': 0,
    'requests.discarded': 2,
    'emails.accepted': 4,
    'emails.processing': 4,
  });
});

test('counts are there if and only if the transaction commits', async () => {
  const failing = withTransaction(database.db, async (tx) => {
    await recordLedger(tx, [{ ledger: 'requests', to: 'processing', count: 1 }]);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await sums()).toEqual({});
});

test('all changes of a transaction are one statement, and none where nothing changes', async () => {
  const statements = await withTransaction(database.db, async (tx) => {
    const count = async () => {
      const [rows] = await tx.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Com_insert'");
      return Number(rows[0]?.Value);
    };
    const before = await count();
    await recordLedger(tx, []);
    await recordLedger(tx, [
      { ledger: 'requests', from: 'processing', to: 'processing', count: 3 },
      { ledger: 'emails', from: 'processing', to: 'dead', count: 0 },
    ]);
    const idle = await count();
    await recordLedger(tx, [
      { ledger: 'requests', from: 'processing', to: 'completed', count: 3 },
      { ledger: 'emails', to: 'processing', count: 2 },
    ]);
    return { idle: idle - before, busy: (await count()) - idle };
  });
  expect(statements).toEqual({ idle: 0, busy: 1 });
});

test('transactions in several processes that change everything at once neither deadlock nor lose a count', async () => {
  const other = await openDatabase(await database.account('prime-check-worker'));
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    const db = writer % 2 === 0 ? database.db : other;
    for (let round = 0; round < 10; round += 1) {
      const changes: LedgerChange[] = [
        { ledger: 'requests', to: 'processing', count: 2 },
        { ledger: 'requests', from: 'processing', to: 'completed', count: 1 },
        { ledger: 'emails', to: 'processing', count: 1 },
      ];
      // No second try: a deadlock would be an error here.
      await withTransaction(db, (tx) => recordLedger(tx, writer % 3 === 0 ? changes.toReversed() : changes), {
        retries: 0,
      });
    }
  });
  await Promise.all(writers);
  await other.close();
  expect(await sums()).toMatchObject({
    'requests.accepted': 320,
    'requests.processing': 160,
    'requests.completed': 160,
    'emails.accepted': 160,
  });
});
