import { type Database, openDatabase, withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appendAudit } from './append-audit.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { AuditRow } from './audit-row.ts';
import { GENESIS_HASH, hashEntry } from './hash-entry.ts';
import { listAudit } from './list-audit.ts';
import { exportAudit } from './read-chain.ts';
import { verifyAudit } from './verify-audit.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.pool.query('DELETE FROM audit_log');
  await database.db.pool.query('UPDATE audit_head SET seq = 0, hash = ?', [GENESIS_HASH]);
});

function entry(actor: string, targetId: string, details: Record<string, unknown> = {}): AuditEntry {
  return { actor, act: 'letter.edit', targetType: 'letter', targetId, reason: 'a test', outcome: 'done', details };
}

function append(entries: readonly AuditEntry[], db: Database = database.db): Promise<void> {
  return withTransaction(db, (tx) => appendAudit(tx, entries));
}

const appendTen = () => append(Array.from({ length: 10 }, (_, index) => entry('ann', String(index + 1))));

async function exported(): Promise<AuditRow[]> {
  const rows: AuditRow[] = [];
  for await (const row of exportAudit(database.db)) rows.push(row);
  return rows;
}

test('entries stand in the log as they were told, without gaps, each on the hash of the one before it', async () => {
  await append([entry('ann', '1', { b: 1, a: ['ü', '😀'] }), { ...entry('bob', '2'), reason: undefined }]);
  await append([entry('ann', '3')]);
  const rows = await exported();
  expect(rows).toMatchObject([
    {
      seq: 1,
      actor: 'ann',
      targetId: '1',
      reason: 'a test',
      details: { a: ['ü', '😀'], b: 1 },
      prevHash: GENESIS_HASH,
    },
    { seq: 2, actor: 'bob', targetId: '2', prevHash: rows[0]?.hash },
    { seq: 3, actor: 'ann', targetId: '3', prevHash: rows[1]?.hash },
  ]);
  expect(rows[1]).not.toHaveProperty('reason');
  expect(await verifyAudit(database.db)).toEqual({ entries: 3, isIntact: true });
});

test('an entry is there if and only if its transaction commits, and leaves no gap when it does not', async () => {
  const failing = withTransaction(database.db, async (tx) => {
    await appendAudit(tx, [entry('ann', 'never')]);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await append([entry('ann', 'first')]);
  expect(await exported()).toMatchObject([{ seq: 1, targetId: 'first' }]);
});

test('many writers at once, in several processes, keep one chain', async () => {
  const other = await openDatabase(await database.account('dlq-manager'));
  const writers = Array.from({ length: 20 }, async (_, writer) => {
    const db = writer % 2 === 0 ? database.db : other;
    for (let round = 0; round < 5; round += 1) {
      await append([entry(`w${writer}`, `${round}a`), entry(`w${writer}`, `${round}b`)], db);
    }
  });
  await Promise.all(writers);
  await other.close();
  expect(await verifyAudit(database.db)).toEqual({ entries: 200, isIntact: true });
});

test('an act whose words are too long or no Unicode is audited all the same', async () => {
  await append([
    {
      ...entry('é'.repeat(300), '😀'.repeat(300), { text: 'x'.repeat(100_000), half: '\ud83d' }),
      reason: '😀'.repeat(50_000),
    },
    entry('\udc00', '\ud83d', { half: '\ud83d', '\ud83d': 1, when: new Date(0), nothing: undefined }),
  ]);
  expect(await verifyAudit(database.db)).toEqual({ entries: 2, isIntact: true });
  const [long, strange] = await exported();
  expect(long?.details).toMatchObject({ cut: { bytes: expect.any(Number), sha256: expect.any(String) } });
  expect(strange?.details).toMatchObject({ half: '\ufffd', when: '1970-01-01T00:00:00.000Z' });
});

test('anybody can verify an export by the documented rule', async () => {
  await appendTen();
  let prevHash = GENESIS_HASH;
  for (const row of await exported()) {
    const details = JSON.stringify(row.details);
    expect(hashEntry({ ...row, reason: row.reason ?? null, details, prevHash })).toBe(row.hash);
    prevHash = row.hash;
  }
});

test('the list is filtered by actor and target, newest first, page by page', async () => {
  await append(Array.from({ length: 30 }, (_, index) => entry(index % 2 === 0 ? 'ann' : 'bob', String(index % 3))));
  const first = await listAudit(database.db, { actor: 'ann', limit: 10 });
  const rest = await listAudit(database.db, { actor: 'ann', limit: 10, before: first.at(-1)?.seq });
  expect([...first, ...rest].map((row) => row.seq)).toEqual(Array.from({ length: 15 }, (_, index) => 29 - 2 * index));
  const ofTarget = await listAudit(database.db, { targetType: 'letter', targetId: '2', limit: 100 });
  await append([{ ...entry('ann', '2'), targetType: 'job' }]);
  const ofId = await listAudit(database.db, { targetId: '2', limit: 3 });
  expect(ofId.map(({ seq, targetType }) => [seq, targetType])).toEqual([
    [31, 'job'],
    [30, 'letter'],
    [27, 'letter'],
  ]);
  expect(await listAudit(database.db, { targetId: '2', before: 27, limit: 2 })).toEqual(ofTarget.slice(2, 4));
  expect(ofTarget.map((row) => row.seq)).toEqual(Array.from({ length: 10 }, (_, index) => 30 - 3 * index));
});

const CHANGES: Record<string, [sql: string, brokenAt: number]> = {
  actor: ["UPDATE audit_log SET actor = 'eve' WHERE seq = 4", 4],
  act: ["UPDATE audit_log SET act = 'letter.undo' WHERE seq = 4", 4],
  'target type': ["UPDATE audit_log SET target_type = 'job' WHERE seq = 4", 4],
  'target id': ["UPDATE audit_log SET target_id = '44' WHERE seq = 4", 4],
  time: ['UPDATE audit_log SET at = at + INTERVAL 1000 MICROSECOND WHERE seq = 4', 4],
  reason: ['UPDATE audit_log SET reason = NULL WHERE seq = 4', 4],
  outcome: ["UPDATE audit_log SET outcome = 'refused' WHERE seq = 4", 4],
  details: [`UPDATE audit_log SET details = '{"a":1}' WHERE seq = 4`, 4],
  hash: ["UPDATE audit_log SET hash = REPEAT('a', 64) WHERE seq = 4", 4],
  'hash before it': ["UPDATE audit_log SET prev_hash = REPEAT('a', 64) WHERE seq = 4", 4],
};

test.each(Object.keys(CHANGES))('a changed %s is found, and where', async (field) => {
  const [sql, brokenAt] = CHANGES[field] as [string, number];
  await appendTen();
  await database.db.pool.query(sql);
  expect(await verifyAudit(database.db)).toEqual({ entries: brokenAt - 1, isIntact: false, brokenAt });
});

test.each([1, 5, 10])('the removal of entry %d of ten is found', async (seq) => {
  await appendTen();
  await database.db.pool.query('DELETE FROM audit_log WHERE seq = ?', [seq]);
  expect(await verifyAudit(database.db)).toMatchObject({ isIntact: false, brokenAt: seq });
});

test('two entries that changed places are found', async () => {
  await appendTen();
  for (const [from, to] of [
    [3, 100],
    [7, 3],
    [100, 7],
  ]) {
    await database.db.pool.query('UPDATE audit_log SET seq = ? WHERE seq = ?', [to, from]);
  }
  expect(await verifyAudit(database.db)).toMatchObject({ isIntact: false, brokenAt: 3 });
});

test('an entry put at the end without the head is found, and so is one put between', async () => {
  await appendTen();
  const [last] = await listAudit(database.db, { limit: 1 });
  const forged = {
    ...entry('eve', '11'),
    seq: 11,
    at: new Date(),
    reason: null,
    details: '{}',
    prevHash: last?.hash ?? '',
  };
  await database.db.pool.query(
    `INSERT INTO audit_log (seq, at, actor, act, target_type, target_id, outcome, details, prev_hash, hash)
     VALUES (11, ?, 'eve', 'letter.edit', 'letter', '11', 'done', '{}', ?, ?)`,
    [forged.at, forged.prevHash, hashEntry(forged)],
  );
  expect(await verifyAudit(database.db)).toMatchObject({ isIntact: false, brokenAt: 11 });

  await database.db.pool.query('DELETE FROM audit_log WHERE seq = 11');
  await database.db.pool.query('UPDATE audit_log SET seq = seq + 1 WHERE seq >= 6 ORDER BY seq DESC');
  await database.db.pool.query(
    `INSERT INTO audit_log SELECT 6, at, 'eve', act, target_type, target_id, reason, outcome, details, prev_hash, hash
     FROM audit_log WHERE seq = 5`,
  );
  expect(await verifyAudit(database.db)).toMatchObject({ isIntact: false, brokenAt: 6 });
});

test('a log rewritten from an entry on, hashes and all, is found by its head', async () => {
  await appendTen();
  const before = await database.db.pool.query('SELECT seq, hash FROM audit_head');
  await database.db.pool.query('DELETE FROM audit_log WHERE seq >= 8');
  await database.db.pool.query('UPDATE audit_head SET seq = 7, hash = (SELECT hash FROM audit_log WHERE seq = 7)');
  await append(Array.from({ length: 3 }, (_, index) => entry('eve', String(index))));
  const [[head]] = before as unknown as [[{ seq: number; hash: string }]];
  await database.db.pool.query('UPDATE audit_head SET seq = ?, hash = ?', [head.seq, head.hash]);
  expect(await verifyAudit(database.db)).toMatchObject({ isIntact: false, brokenAt: 10 });
});
