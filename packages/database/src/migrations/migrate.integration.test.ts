import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNamespace, testServers } from '@ballast/testkit';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type AdminOptions, withAdminConnection } from '../admin-connection.ts';
import { migrate } from './migrate.ts';
import { migrationStatus } from './migration-status.ts';
import { MIGRATIONS_DIRECTORY } from './read-migrations.ts';
import { resetDatabase } from './reset-database.ts';
import { withMigrationLock } from './with-migration-lock.ts';

let options: AdminOptions;

beforeEach(() => {
  options = { ...testServers().mysql, database: createNamespace() };
});
afterEach(async () => {
  await onServer((connection) => connection.query('DROP DATABASE IF EXISTS ??', [options.database]));
});

function onServer<T>(fn: (connection: Connection) => Promise<T>): Promise<T> {
  return withAdminConnection(options, fn);
}

async function query(sql: string): Promise<RowDataPacket[]> {
  return onServer(async (connection) => {
    await connection.query('USE ??', [options.database]);
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  });
}

/** A folder with these migrations; a file's statements are separated as drizzle-kit does. */
async function writeMigrations(files: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ballast-migrations-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, 'meta'));
  const tags = Object.keys(files);
  await writeFile(
    join(directory, 'meta', '_journal.json'),
    JSON.stringify({ entries: tags.map((tag, idx) => ({ idx, tag })) }),
  );
  for (const tag of tags) await rewrite(directory, tag, files[tag] ?? []);
  return directory;
}

async function rewrite(directory: string, tag: string, statements: readonly string[]): Promise<void> {
  await writeFile(join(directory, `${tag}.sql`), statements.join(';\n--> statement-breakpoint\n'));
}

describe('migrate', () => {
  test('makes the database and brings it up to date; run again it does nothing', async () => {
    const lines: string[] = [];
    const first = await migrate({ ...options, onProgress: (line) => lines.push(line) });
    expect(first.applied.length).toBe(first.total);
    expect(lines.length).toBe(first.total);
    expect(await migrate(options)).toEqual({ applied: [], total: first.total });
    expect(await query('SELECT COUNT(*) AS count FROM schema_migrations WHERE applied_at IS NOT NULL')).toEqual([
      { count: first.total },
    ]);
  });

  test('makes tables of InnoDB in utf8mb4_unicode_ci, whatever the server’s own defaults are', async () => {
    await onServer(async (connection) => {
      await connection.query('CREATE DATABASE ?? CHARACTER SET latin1', [options.database]);
    });
    await migrate(options);
    const rows = await query(`SELECT DISTINCT engine AS engine, table_collation AS collation
      FROM information_schema.tables WHERE table_schema = DATABASE()`);
    expect(rows).toEqual([{ engine: 'InnoDB', collation: 'utf8mb4_unicode_ci' }]);
  });

  test('by four processes at once succeeds in all of them and is applied once', async () => {
    const script = `import { migrate } from '${new URL('./migrate.ts', import.meta.url)}';
      const { applied } = await migrate(JSON.parse(process.env.OPTIONS));
      process.stdout.write(String(applied.length));`;
    const jobs = Array.from({ length: 4 }, async () => {
      const job = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        env: { ...process.env, OPTIONS: JSON.stringify(options) },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [output, [exitCode]] = await Promise.all([job.stdout.toArray(), once(job, 'exit')]);
      return { exitCode, applied: Number(Buffer.concat(output).toString()) };
    });
    const outcomes = await Promise.all(jobs);
    const { migrations } = await migrationStatus(options);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(outcomes.map(({ applied }) => applied).toSorted()).toEqual([0, 0, 0, migrations.length]);
  });

  test('waits for the lock only so long', async () => {
    await withMigrationLock(options, 1, async () => {
      await expect(migrate({ ...options, lockTimeoutSeconds: 1 })).rejects.toMatchObject({ code: 'locked' });
    });
    await migrate({ ...options, lockTimeoutSeconds: 1 });
  });

  test('of another database is not kept waiting', async () => {
    await withMigrationLock({ ...options, database: 'another' }, 1, () =>
      migrate({ ...options, lockTimeoutSeconds: 1 }),
    );
  });

  test('says that the server cannot be reached', async () => {
    await expect(migrate({ ...options, port: 1 })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(migrate({ ...options, password: 'wrong' })).rejects.toMatchObject({ errno: 1045 });
  });

  test('finds a file that was edited after it was applied, and changes nothing', async () => {
    const directory = await writeMigrations({ '0000_a': ['CREATE TABLE a (i int PRIMARY KEY)'] });
    await migrate({ ...options, directory });
    await rewrite(directory, '0000_a', ['CREATE TABLE a (i bigint PRIMARY KEY)', 'CREATE TABLE b (i int PRIMARY KEY)']);
    await expect(migrate({ ...options, directory })).rejects.toMatchObject({ code: 'file_edited' });
    expect(await query(`SHOW TABLES LIKE 'b'`)).toEqual([]);
  });

  test('finds a file that is not there', async () => {
    const directory = await writeMigrations({ '0000_a': ['CREATE TABLE a (i int PRIMARY KEY)'] });
    await rm(join(directory, '0000_a.sql'));
    await expect(migrate({ ...options, directory })).rejects.toMatchObject({ code: 'file_missing' });
  });

  test('refuses a database that is newer than the files', async () => {
    const newer = {
      '0000_a': ['CREATE TABLE a (i int PRIMARY KEY)'],
      '0001_b': ['CREATE TABLE b (i int PRIMARY KEY)'],
    };
    await migrate({ ...options, directory: await writeMigrations(newer) });
    const older = await writeMigrations({ '0000_a': newer['0000_a'] });
    await expect(migrate({ ...options, directory: older })).rejects.toMatchObject({ code: 'unknown_applied' });
  });

  test('that fails half-way names the statement, and goes on there once the file is corrected', async () => {
    const directory = await writeMigrations({
      '0000_a': [
        'CREATE TABLE a (i int PRIMARY KEY)',
        'CREATE TABLE a (i int PRIMARY KEY)',
        'CREATE TABLE c (i int PRIMARY KEY)',
      ],
    });
    const failing = migrate({ ...options, directory });
    await expect(failing).rejects.toMatchObject({
      code: 'statement_failed',
      message: expect.stringContaining('0000_a, statement 2 of 3'),
      cause: { errno: 1050 },
    });
    expect((await migrationStatus({ ...options, directory })).migrations).toMatchObject([{ state: 'partial' }]);

    await rewrite(directory, '0000_a', [
      'CREATE TABLE a (i int PRIMARY KEY)',
      'CREATE TABLE b (i int PRIMARY KEY)',
      'CREATE TABLE c (i int PRIMARY KEY)',
    ]);
    expect(await migrate({ ...options, directory })).toEqual({ applied: ['0000_a'], total: 1 });
    expect((await query('SHOW TABLES')).length).toBe(4);
  });

  test('refuses a table of another engine or collation', async () => {
    const directory = await writeMigrations({
      '0000_a': ['CREATE TABLE a (i int PRIMARY KEY) CHARACTER SET latin1'],
    });
    await expect(migrate({ ...options, directory })).rejects.toMatchObject({
      code: 'wrong_result',
      message: expect.stringContaining('a (InnoDB, latin1'),
    });
  });

  test('adds a new migration to a database with rows in it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ballast-migrations-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await cp(MIGRATIONS_DIRECTORY, directory, { recursive: true });
    const { total } = await migrate({ ...options, directory });
    await query(`INSERT INTO prime_checks (id, number) VALUES ('x', '7')`);

    const { default: journal } = await import(`${directory}/meta/_journal.json`, { with: { type: 'json' } });
    const entries = [...journal.entries, { idx: total, tag: '9999_more' }];
    await writeFile(join(directory, 'meta', '_journal.json'), JSON.stringify({ entries }));
    await rewrite(directory, '9999_more', ['ALTER TABLE prime_checks ADD COLUMN note varchar(10)']);

    expect(await migrationStatus({ ...options, directory })).toMatchObject({ isCurrent: false });
    expect(await migrate({ ...options, directory })).toEqual({ applied: ['9999_more'], total: total + 1 });
    expect(await query('SELECT number, note FROM prime_checks')).toEqual([{ number: '7', note: null }]);
  });
});

describe('the migration to sealed addresses', () => {
  test('keeps who gets no mail', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ballast-migrations-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await mkdir(join(directory, 'meta'));
    const { default: journal } = await import(`${MIGRATIONS_DIRECTORY}/meta/_journal.json`, { with: { type: 'json' } });
    const before: { tag: string }[] = journal.entries.slice(0, 2);
    await writeFile(join(directory, 'meta', '_journal.json'), JSON.stringify({ entries: before }));
    for (const { tag } of before) await cp(join(MIGRATIONS_DIRECTORY, `${tag}.sql`), join(directory, `${tag}.sql`));
    await migrate({ ...options, directory });
    await query("INSERT INTO mail_suppressions (address, reason) VALUES ('ann@reader.example', 'complaint')");

    await migrate(options);
    expect(await query('SELECT address, reason FROM mail_suppressions_plain')).toEqual([
      { address: 'ann@reader.example', reason: 'complaint' },
    ]);
    expect(await query('SELECT 1 FROM mail_suppressions')).toEqual([]);
  });
});

describe('migrationStatus', () => {
  test('of a database that is not there is all pending, and makes nothing', async () => {
    const { migrations, isCurrent } = await migrationStatus(options);
    expect(isCurrent).toBe(false);
    expect(new Set(migrations.map(({ state }) => state))).toEqual(new Set(['pending']));
    const [databases] = await onServer((connection) =>
      connection.query<RowDataPacket[]>('SHOW DATABASES LIKE ?', [options.database]),
    );
    expect(databases).toEqual([]);
  });

  test('after migrate is current, with times', async () => {
    const before = Date.now();
    await migrate(options);
    const { migrations, isCurrent, fault } = await migrationStatus(options);
    expect(isCurrent).toBe(true);
    expect(fault).toBeUndefined();
    for (const { appliedAt } of migrations) expect(Math.abs((appliedAt?.getTime() ?? 0) - before)).toBeLessThan(30_000);
  });

  test('says what keeps migrate from working', async () => {
    const directory = await writeMigrations({ '0000_a': ['CREATE TABLE a (i int PRIMARY KEY)'] });
    await migrate({ ...options, directory });
    await rewrite(directory, '0000_a', ['CREATE TABLE a (i bigint PRIMARY KEY)']);
    expect(await migrationStatus({ ...options, directory })).toMatchObject({
      isCurrent: false,
      fault: { code: 'file_edited' },
    });
  });
});

describe('resetDatabase', () => {
  test('leaves an empty, migrated database', async () => {
    await migrate(options);
    await query(`INSERT INTO prime_checks (id, number) VALUES ('x', '7')`);
    await resetDatabase(options);
    expect(await query('SELECT * FROM prime_checks')).toEqual([]);
    expect((await migrationStatus(options)).isCurrent).toBe(true);
  });

  test('drops nothing when the migrations cannot be read', async () => {
    await migrate(options);
    await query(`INSERT INTO prime_checks (id, number) VALUES ('x', '7')`);
    await expect(resetDatabase({ ...options, directory: '/nowhere' })).rejects.toMatchObject({
      code: 'journal_unreadable',
    });
    expect((await query('SELECT * FROM prime_checks')).length).toBe(1);
  });

  test('refuses in production unless it is forced', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    onTestFinished(() => void vi.unstubAllEnvs());
    await migrate(options);
    await query(`INSERT INTO prime_checks (id, number) VALUES ('x', '7')`);
    await expect(resetDatabase(options)).rejects.toMatchObject({ code: 'refused' });
    expect((await query('SELECT * FROM prime_checks')).length).toBe(1);
    await resetDatabase({ ...options, force: true });
    expect((await query('SELECT * FROM prime_checks')).length).toBe(0);
  });
});
