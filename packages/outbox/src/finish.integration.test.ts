import { type RowDataPacket, withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { countRows, testMessages } from '../test/outbox-messages.ts';
import { claim } from './claim.ts';
import { enqueue } from './enqueue.ts';
import { finish } from './finish.ts';
import { holdBack } from './hold-back.ts';
import type { OutboxRow } from './outbox-row.ts';
import { postpone } from './postpone.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.pool.query('DELETE FROM outbox');
  await database.db.pool.query('DELETE FROM outbox_history');
});

const put = (count: number) => withTransaction(database.db, (tx) => enqueue(tx, testMessages('a', count)));
const published = (rows: readonly OutboxRow[]) =>
  rows.map((row, index) => ({ row, stream: 's', streamCreated: '2026-01-01T00:00:00.123456789Z', seq: index + 1 }));

test('finished rows leave the outbox and stand in the history with the place of their message', async () => {
  await put(3);
  const rows = await withTransaction(database.db, async (tx) => {
    const claimed = await claim(tx, 'a', 2);
    await finish(tx, published(claimed));
    return claimed;
  });
  expect(await countRows(database.db, 'outbox')).toBe(1);
  const [history] = await database.db.pool.query<RowDataPacket[]>('SELECT * FROM outbox_history ORDER BY seq');
  expect(history).toMatchObject([
    { event_id: rows[0]?.eventId, subject: 'a', stream: 's', stream_created: '2026-01-01T00:00:00.123456789Z', seq: 1 },
    { event_id: rows[1]?.eventId, seq: 2 },
  ]);
});

test('a finish that misses a row throws, and its transaction changes nothing', async () => {
  await put(2);
  const failing = withTransaction(database.db, async (tx) => {
    const rows = await claim(tx, 'a', 2);
    await tx.query('DELETE FROM outbox WHERE id = ?', [rows[0]?.id]);
    await finish(tx, published(rows));
  });
  await expect(failing).rejects.toMatchObject({ code: 'claim_lost' });
  expect(await countRows(database.db, 'outbox')).toBe(2);
  expect(await countRows(database.db, 'outbox_history')).toBe(0);
});

test('an event that is in the history already is finished all the same, and its last place is kept', async () => {
  await put(1);
  await withTransaction(database.db, async (tx) => {
    const rows = await claim(tx, 'a', 1);
    await tx.query(
      "INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq) VALUES (?, 'a', 'old', 'then', 9)",
      [rows[0]?.eventId],
    );
    await finish(tx, published(rows));
  });
  const [history] = await database.db.pool.query<RowDataPacket[]>('SELECT * FROM outbox_history');
  expect(history).toMatchObject([{ stream: 's', seq: 1 }]);
});

test('messages of two subjects with one id are both published; the first one recorded keeps its place', async () => {
  const [message] = testMessages('a', 1);
  if (message === undefined) throw new Error('no message');
  await withTransaction(database.db, (tx) => enqueue(tx, [message, { ...message, subject: 'b' }]));
  await expect(withTransaction(database.db, (tx) => enqueue(tx, [message]))).rejects.toMatchObject({
    code: 'duplicate',
  });
  for (const [subject, stream] of [
    ['b', 'of b'],
    ['a', 'of a'],
  ] as const) {
    await withTransaction(database.db, async (tx) => {
      const rows = await claim(tx, subject, 10);
      expect(rows).toHaveLength(1);
      await finish(
        tx,
        published(rows).map((one) => ({ ...one, stream })),
      );
    });
  }
  expect(await countRows(database.db, 'outbox')).toBe(0);
  const [history] = await database.db.pool.query<RowDataPacket[]>('SELECT subject, stream FROM outbox_history');
  expect(history).toEqual([{ subject: 'b', stream: 'of b' }]);
});

test('finishing nothing is fine', async () => {
  await withTransaction(database.db, (tx) => finish(tx, []));
});

test('rows that are held back count no attempt, and are out of sight until their time', async () => {
  await put(3);
  const held = await withTransaction(database.db, async (tx) => {
    const rows = await claim(tx, 'a', 2);
    await holdBack(tx, rows, 60_000);
    return rows;
  });
  const due = await withTransaction(database.db, (tx) => claim(tx, 'a', 10));
  expect(due).toHaveLength(1);
  expect(held.map(({ id }) => id)).not.toContain(due[0]?.id);
  const [rows] = await database.db.pool.query<RowDataPacket[]>('SELECT retry_count FROM outbox');
  expect(rows).toMatchObject([{ retry_count: 0 }, { retry_count: 0 }, { retry_count: 0 }]);
});

test('a postponed row counts an attempt, says why, and is out of sight until its time', async () => {
  await put(2);
  await withTransaction(database.db, async (tx) => {
    const [row] = await claim(tx, 'a', 1);
    if (row !== undefined) await postpone(tx, row, { code: 'rejected', message: 'x'.repeat(5_000) }, 1_500);
  });
  const [rows] = await database.db.pool.query<RowDataPacket[]>(
    `SELECT *, TIMESTAMPDIFF(MICROSECOND, last_error_at, next_retry_at) / 1000 AS delay_ms
     FROM outbox WHERE retry_count > 0`,
  );
  expect(rows).toMatchObject([{ retry_count: 1, error_message: expect.stringMatching(/^rejected: x{900}/) }]);
  expect(Number(rows[0]?.delay_ms)).toBeCloseTo(1_500, -1);
  const due = await withTransaction(database.db, (tx) => claim(tx, 'a', 10));
  expect(due.map((row) => row.retryCount)).toEqual([0]);
});
