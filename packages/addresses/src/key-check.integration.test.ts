import { openDatabase, type RowDataPacket } from '@ballast/database';
import { Keyring, SUPPRESSED_ADDRESS, USER_EMAIL } from '@ballast/encryption';
import { createTestDatabase, startTcpProxy, type TestDatabase } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { KeyCheck } from './key-check.ts';

const LOST_KEY = 'a key that is not here';
const here = new Keyring(['a key that is here']);
const lost = new Keyring([LOST_KEY]);
const both = new Keyring(['a key that is here', LOST_KEY]);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  for (const table of ['users', 'mail_suppressions']) await query('DELETE FROM ??', [table]);
});

const query = (sql: string, values: unknown[]) => database.db.pool.query<RowDataPacket[]>(sql, values);

async function addUser(keyring: Keyring): Promise<string> {
  const id = uuidv7();
  const sealed = keyring.seal('ann@reader.example', USER_EMAIL(id));
  await query("INSERT INTO users (id, name, email_sealed) VALUES (?, 'Ann', ?)", [id, sealed]);
  return id;
}

async function addSuppression(keyring: Keyring, address: string): Promise<void> {
  const [index = ''] = keyring.addressIndexes(address);
  const sealed = keyring.seal(address, SUPPRESSED_ADDRESS(index));
  await query("INSERT INTO mail_suppressions (address_index, address_sealed, reason) VALUES (?, ?, 'manual')", [
    index,
    sealed,
  ]);
}

const codeOf = (check: KeyCheck, table: 'users' | 'mail_suppressions') =>
  check.assertComplete(table).then(
    () => 'complete',
    (error: { code: string }) => error.code,
  );

test('a key that one row of many is sealed by is missed, in its table alone, until it is put back or its row is sealed anew', async () => {
  for (let n = 0; n < 20; n += 1) await addUser(here);
  const id = await addUser(lost);
  const check = new KeyCheck(database.db, here);
  expect(await check.look()).toBe(60_000);
  expect(check.missingKeys()).toEqual([lost.currentKeyId]);
  expect([await codeOf(check, 'users'), await codeOf(check, 'mail_suppressions')]).toEqual(['unknown_key', 'complete']);

  const whole = new KeyCheck(database.db, both);
  expect([await whole.look(), whole.missingKeys()]).toEqual([3_600_000, []]);

  await query('UPDATE users SET email_sealed = ? WHERE id = ?', [here.seal('ann@reader.example', USER_EMAIL(id)), id]);
  expect([await check.look(), check.missingKeys()]).toEqual([3_600_000, []]);
  expect(await codeOf(check, 'users')).toBe('complete');
});

test('a key that is given up as lost is not missed: its rows count as not there', async () => {
  await addUser(lost);
  await addSuppression(lost, 'ann@reader.example');
  const check = new KeyCheck(database.db, new Keyring(['a key that is here'], [lost.currentKeyId]));
  expect([await check.look(), check.missingKeys()]).toEqual([3_600_000, []]);
  expect([await codeOf(check, 'users'), await codeOf(check, 'mail_suppressions')]).toEqual(['complete', 'complete']);
});

test('a look that ends early goes on where it ended, and every table has its turn', async () => {
  for (let n = 0; n < 7; n += 1) await addUser(here);
  await addUser(lost);
  for (let n = 0; n < 4; n += 1) await addSuppression(here, `reader-${n}@reader.example`);
  await addSuppression(new Keyring(['another one']), 'ann@reader.example');
  // One page a look: five of users, of which the last is empty, and three of suppressions.
  const check = new KeyCheck(database.db, here, { pageRows: 2, lookMs: 0 });
  const looks: { untilNextMs: number; missing: number }[] = [];
  for (let n = 0; n < 8; n += 1) {
    const untilNextMs = await check.look();
    looks.push({ untilNextMs, missing: check.missingKeys().length });
  }
  expect(looks.map(({ untilNextMs }) => untilNextMs)).toEqual([...Array(7).fill(1_000), 60_000]);
  expect(looks.map(({ missing }) => missing).slice(0, 5)).toEqual([0, 0, 0, 1, 1]);
  expect(looks.at(-1)).toEqual({ untilNextMs: 60_000, missing: 2 });
  // The next round does not forget before it has seen.
  expect([await check.look(), check.missingKeys().length]).toEqual([1_000, 2]);
});

test('while the database cannot be looked at nothing is taken for complete; who asks first looks first', async () => {
  await addUser(lost);
  const proxy = await startTcpProxy(database.options);
  const db = await openDatabase({ ...database.options, host: '127.0.0.1', port: proxy.port });
  try {
    proxy.down();
    const check = new KeyCheck(db, here);
    await expect(check.look()).rejects.toMatchObject({ name: 'DatabaseError' });
    await expect(check.assertComplete('mail_suppressions')).rejects.toMatchObject({ name: 'DatabaseError' });
    proxy.up();
    expect([await codeOf(check, 'users'), await codeOf(check, 'mail_suppressions')]).toEqual([
      'unknown_key',
      'complete',
    ]);
  } finally {
    await db.close();
    await proxy.close();
  }
});
