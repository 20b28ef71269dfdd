import { createNamespace, createTestDatabase, type TestDatabase } from '@ballast/testkit';
import type { RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isDatabaseError } from '../database-error.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { createAccounts } from './create-accounts.ts';
import { accountName, PROCESS_GRANTS, PROCESS_NAMES, type Privilege, type ProcessName } from './process-grants.ts';

const PASSWORD = `it's "quoted" \\ and long`;
const COMMAND_DENIED = 1142;

let testDatabase: TestDatabase;
let prefix: string;
let tables: { name: string; timeColumn: string }[];
const opened: Database[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  prefix = `${createNamespace().slice(0, 8)}_`;
  const [rows] = await testDatabase.db.pool.query<RowDataPacket[]>(
    // A table without a time has a column of text.
    `SELECT table_name AS name, COALESCE(MIN(IF(data_type = 'datetime', column_name, NULL)), MIN(column_name)) AS timeColumn
       FROM information_schema.columns WHERE table_schema = ? GROUP BY table_name`,
    [testDatabase.options.database],
  );
  tables = rows as { name: string; timeColumn: string }[];
  await makeAccounts();
});
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close();
});
afterAll(async () => {
  for (const process of PROCESS_NAMES) {
    await testDatabase.db.pool.query(`DROP USER IF EXISTS ?@'%'`, [accountName(process, prefix)]);
  }
  await testDatabase.drop();
});

function makeAccounts(password = PASSWORD, onProgress: (line: string) => void = () => undefined) {
  const passwords = Object.fromEntries(PROCESS_NAMES.map((name) => [name, password]));
  return createAccounts({ ...testDatabase.options, prefix, onProgress }, passwords);
}

async function openAs(process: ProcessName, password = PASSWORD): Promise<Database> {
  const db = await openDatabase({ ...testDatabase.options, user: accountName(process, prefix), password });
  opened.push(db);
  return db;
}

async function errnoOf(db: Database, sql: string): Promise<number | undefined> {
  try {
    await db.withConnection((connection) => connection.query(sql));
    return undefined;
  } catch (error) {
    if (isDatabaseError(error)) return error.errno;
    throw error;
  }
}

/** A statement for each privilege that needs it and nothing else, and that changes no row. */
const STATEMENTS: Readonly<Record<Privilege, (table: string, timeColumn: string) => string>> = {
  SELECT: (table) => `SELECT * FROM ${table} LIMIT 0`,
  // Fails for want of values where it is allowed.
  INSERT: (table) => `INSERT INTO ${table} () VALUES ()`,
  UPDATE: (table, timeColumn) => `UPDATE ${table} SET ${timeColumn} = '2000-01-01' LIMIT 0`,
  DELETE: (table) => `DELETE FROM ${table} LIMIT 0`,
};

describe.each(PROCESS_NAMES)('%s', (process) => {
  const grants: Readonly<Record<string, readonly Privilege[]>> = PROCESS_GRANTS[process];

  test('may do exactly what its line says, on every table there is', async () => {
    const db = await openAs(process);
    const allowed: Record<string, Privilege[]> = {};
    for (const { name, timeColumn } of tables) {
      const privileges: Privilege[] = [];
      for (const privilege of ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const) {
        if ((await errnoOf(db, STATEMENTS[privilege](name, timeColumn))) !== COMMAND_DENIED) privileges.push(privilege);
      }
      if (privileges.length > 0) allowed[name] = privileges;
    }
    expect(allowed).toEqual(grants);
  });

  test('may lock the rows of each table that it may change', async () => {
    const db = await openAs(process);
    for (const [table, privileges] of Object.entries(grants)) {
      const locks = privileges.includes('SELECT') && (privileges.includes('UPDATE') || privileges.includes('DELETE'));
      if (locks)
        expect([table, await errnoOf(db, `SELECT * FROM ${table} LIMIT 1 FOR UPDATE`)]).toEqual([table, undefined]);
    }
  });

  test('may change no table, see no account and no other database', async () => {
    const db = await openAs(process);
    for (const sql of [
      'CREATE TABLE mine (i int)',
      'DROP TABLE prime_checks',
      'TRUNCATE TABLE prime_checks',
      'ALTER TABLE prime_checks ADD COLUMN i int',
      'CREATE INDEX mine ON prime_checks (created_at)',
      'SELECT * FROM schema_migrations',
      'SELECT * FROM mysql.user',
      'LOCK TABLES prime_checks WRITE',
    ]) {
      expect([sql, await errnoOf(db, sql)]).toEqual([sql, expect.any(Number)]);
    }
    const [databases] = await db.pool.query<RowDataPacket[]>('SHOW DATABASES');
    const names = databases.map(({ Database }) => Database).filter((name) => !/_schema$/.test(name));
    expect(names).toEqual([testDatabase.options.database]);
  });
});

test('web-server may use up a wish to sign in, and delete none', async () => {
  const db = await openAs('web-server');
  expect(await errnoOf(db, 'UPDATE login_tokens SET used_at = NOW(3) LIMIT 0')).toBeUndefined();
  expect(await errnoOf(db, 'DELETE FROM login_tokens LIMIT 0')).toBe(COMMAND_DENIED);
});

describe('createAccounts', () => {
  test('run again changes nothing', async () => {
    const lines: string[] = [];
    await makeAccounts(PASSWORD, (line) => lines.push(line));
    expect(lines.length).toBe(PROCESS_NAMES.length);
    for (const line of lines) expect(line).toContain('0 privileges granted, 0 revoked');
  });

  test('by several jobs at once succeeds in all of them', async () => {
    const account = accountName('web-server', prefix);
    await testDatabase.db.pool.query(`GRANT DELETE ON ??.prime_checks TO ?@'%'`, [
      testDatabase.options.database,
      account,
    ]);
    await Promise.all(Array.from({ length: 4 }, () => makeAccounts()));
    expect(await errnoOf(await openAs('web-server'), 'DELETE FROM prime_checks LIMIT 0')).toBe(COMMAND_DENIED);
  });

  test('takes back what is not in the table, on the tables, the database and the server', async () => {
    const account = accountName('outbox-publisher', prefix);
    const { database } = testDatabase.options;
    const root = testDatabase.db.pool;
    for (const grant of [
      "GRANT DELETE ON ??.email_deliveries TO ?@'%' WITH GRANT OPTION",
      "GRANT ALL PRIVILEGES ON ??.* TO ?@'%'",
    ]) {
      await root.query(grant, [database, account]);
    }
    await root.query(`GRANT SELECT, PROCESS ON *.* TO ?@'%'`, [account]);
    await root.query(`REVOKE DELETE ON ??.outbox FROM ?@'%'`, [database, account]);

    await makeAccounts();
    const db = await openAs('outbox-publisher');
    expect(await errnoOf(db, 'DELETE FROM email_deliveries LIMIT 0')).toBe(COMMAND_DENIED);
    expect(await errnoOf(db, 'SELECT * FROM idempotency_keys')).toBe(COMMAND_DENIED);
    expect(await errnoOf(db, 'DELETE FROM outbox LIMIT 0')).toBeUndefined();
    const [grants] = await root.query<RowDataPacket[]>(`SHOW GRANTS FOR ?@'%'`, [account]);
    const text = JSON.stringify(grants);
    expect(text).toContain('GRANT USAGE ON *.*');
    expect(text).not.toMatch(/ALL PRIVILEGES|PROCESS|GRANT OPTION/);
  });

  test('never takes away what an account has on another database', async () => {
    const other = await createTestDatabase();
    try {
      await createAccounts({ ...other.options, prefix }, { 'web-server': PASSWORD });
      await makeAccounts();
      const db = await openDatabase({ ...other.options, user: accountName('web-server', prefix), password: PASSWORD });
      opened.push(db);
      expect(await errnoOf(db, 'SELECT * FROM prime_checks')).toBeUndefined();
    } finally {
      await testDatabase.db.pool.query(`DROP USER ?@'%'`, [accountName('web-server', prefix)]);
      await makeAccounts();
      await other.drop();
    }
  });

  test('gives an account that is there its new password', async () => {
    await makeAccounts('another password');
    await expect((await openAs('web-server')).ping()).rejects.toMatchObject({ errno: 1045 });
    await (await openAs('web-server', 'another password')).ping();
    await makeAccounts();
    await (await openAs('web-server')).ping();
  });

  test('makes only the accounts whose password is given', async () => {
    const own = `${createNamespace().slice(0, 8)}_`;
    const names = await createAccounts({ ...testDatabase.options, prefix: own }, { 'email-send-worker': PASSWORD });
    await testDatabase.db.pool.query(`DROP USER ?@'%'`, [...names]);
    expect(names).toEqual([`${own}email_send_worker`]);
  });

  test('refuses an empty password', async () => {
    const making = createAccounts({ ...testDatabase.options, prefix }, { 'web-server': '' });
    await expect(making).rejects.toMatchObject({ code: 'empty_password' });
  });

  test('shows no password in its errors', async () => {
    const making = createAccounts(
      { ...testDatabase.options, prefix: 'far_too_long_for_the_name_of_an_account_'.repeat(4) },
      { 'web-server': 'top-secret' },
    );
    const error = await making.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DatabaseError' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('top-secret');
    expect(String((error as Error).cause)).not.toContain('top-secret');
  });
});
