import { type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countRows, testMessages } from '../test/outbox-messages.ts';
import { CLAIM_SQL, claim } from './claim.ts';
import { enqueue } from './enqueue.ts';
import { finish } from './finish.ts';
import { listSubjects, NEXT_SUBJECT_SQL } from './list-subjects.ts';
import type { OutboxRow } from './outbox-row.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.pool.query('DELETE FROM outbox'));

const put = (subject: string, count: number) =>
  withTransaction(database.db, (tx) => enqueue(tx, testMessages(subject, count)));
const idsOf = (rows: readonly OutboxRow[]) => rows.map((row) => row.id);

/** Runs `fn` while another transaction holds a claim. */
async function whileClaimed<T>(subject: string, limit: number, fn: (claimed: OutboxRow[], tx: Tx) => Promise<T>) {
  return await withTransaction(database.db, async (tx) => await fn(await claim(tx, subject, limit), tx));
}

test('a second claim gets the next rows, whatever the size of the table', async () => {
  for (const size of [4, 40, 400]) {
    await database.db.pool.query('DELETE FROM outbox');
    await put('a', size);
    const half = size / 2;
    await whileClaimed('a', half, async (first) => {
      await whileClaimed('a', size, async (second) => {
        expect(first).toHaveLength(half);
        // All of the other half: a claim that scans or sorts would have locked more rows than it returned.
        expect(second).toHaveLength(half);
        expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(size);
      });
    });
  }
});

test('a claim takes what has been due longest, of its own subject, and leaves what is not due', async () => {
  await put('a', 3);
  await put('b', 1);
  await database.db.pool.query(
    'UPDATE outbox SET next_retry_at = NOW(3) - INTERVAL 1 MINUTE ORDER BY id DESC LIMIT 2', // b's, and a's third
  );
  await database.db.pool.query('UPDATE outbox SET next_retry_at = NOW(3) + INTERVAL 1 MINUTE ORDER BY id LIMIT 1');
  const ids = await database.db.pool.query<RowDataPacket[]>('SELECT id FROM outbox ORDER BY id');
  const [, second, third] = ids[0].map((row) => row.id as number);
  await whileClaimed('a', 10, async (rows) => expect(idsOf(rows)).toEqual([third, second]));
});

test('a claim whose transaction ends without finishing gives its rows back unchanged', async () => {
  await put('a', 5);
  const failing = whileClaimed('a', 5, async () => {
    throw new Error('publishing failed');
  });
  await expect(failing).rejects.toThrow();
  await whileClaimed('a', 5, async (rows) => {
    expect(rows.map((row) => row.retryCount)).toEqual([0, 0, 0, 0, 0]);
  });
});

test('a claimant that falls silent loses its rows: the server gives them back by itself', async () => {
  await put('a', 3);
  const vanished = withTransaction(database.db, async (tx) => {
    const [[session]] = await tx.query<RowDataPacket[]>('SELECT @@session.wait_timeout AS seconds');
    expect(session?.seconds).toBeLessThanOrEqual(90);
    await tx.query('SET SESSION wait_timeout = 1');
    expect(await claim(tx, 'a', 10)).toHaveLength(3);
    // Says nothing more, as a host without power does.
    await until(async () => (await whileClaimed('a', 10, async (rows) => rows.length)) === 3);
  });
  await expect(vanished).rejects.toMatchObject({ name: 'DatabaseError' });
});

test('inserts are not blocked by a claim that found fewer rows than it asked for', async () => {
  await put('a', 2);
  // Blocked, they would wait for a claim that ends after them, until the server refuses them.
  await whileClaimed('a', 100, async () => {
    await put('a', 1);
    await put('0-before', 1);
    await put('z-after', 1);
  });
  await whileClaimed('empty', 100, () => put('empty', 1));
});

test('finishing waits for nobody: not for uncommitted inserts, not for the rows of another claim', async () => {
  await put('a', 20);
  await withTransaction(database.db, async (inserting) => {
    await enqueue(inserting, testMessages('a', 3));
    await whileClaimed('a', 2, async () => {
      // Most of a small table: an optimiser that is free to choose reads all of it, and waits for the others' rows. They are
      // held until this is over, so the server would refuse it in the end.
      await whileClaimed('a', 18, (rows, tx) =>
        finish(
          tx,
          rows.map((row, index) => ({ row, stream: 's', streamCreated: '2026-01-01T00:00:00Z', seq: index })),
        ),
      );
    });
  });
  expect(await countRows(database.db, 'outbox')).toBe(5);
});

test('a claim reads as many index entries as rows it takes, past thousands of other subjects', async () => {
  await put('a', 3_000);
  await put('m', 500);
  await put('z', 3_000);
  await withTransaction(database.db, async (tx) => {
    expect(await explain(tx, CLAIM_SQL, ['m', 100])).toMatchObject({ key: 'outbox_subject_next_retry_at_id' });
    const before = await rowsRead(tx);
    await claim(tx, 'm', 100);
    expect((await rowsRead(tx)) - before).toBeLessThan(110);
  });
});

test('subjects are listed with one index entry each, longest due first, those without a due row left out', async () => {
  await put('c', 2_000);
  await put('a', 2_000);
  await put('b', 10);
  await database.db.pool.query("UPDATE outbox SET next_retry_at = NOW(3) + INTERVAL 1 HOUR WHERE subject = 'b'");
  expect((await listSubjects(database.db)).map(({ subject }) => subject)).toEqual(['c', 'a']);
  await withTransaction(database.db, async (tx) => {
    const before = await rowsRead(tx);
    for (const last of ['', 'a', 'b', 'c']) await tx.query(NEXT_SUBJECT_SQL, [last]);
    expect((await rowsRead(tx)) - before).toBeLessThan(10);
  });
});

/** The plan of a statement; fails when it sorts. */
async function explain(tx: Tx, sql: string, values: unknown[]): Promise<RowDataPacket | undefined> {
  const [[plan]] = await tx.query<RowDataPacket[]>(`EXPLAIN FORMAT=TRADITIONAL ${sql}`, values);
  expect(plan?.Extra ?? '').not.toMatch(/filesort|temporary/);
  return plan;
}

/** Rows and index entries that this session's statements have read so far. */
async function rowsRead(tx: Tx): Promise<number> {
  const [variables] = await tx.query<RowDataPacket[]>("SHOW SESSION STATUS LIKE 'Handler_read%'");
  // The deleted entries are read past by the storage engine, and reading the status itself counts as `rnd_next`.
  return variables
    .filter(({ Variable_name }) => !['Handler_read_rnd_next', 'Handler_read_rnd_deleted'].includes(Variable_name))
    .reduce((sum, variable) => sum + Number(variable.Value), 0);
}
