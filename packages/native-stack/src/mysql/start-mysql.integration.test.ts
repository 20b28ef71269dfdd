import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { findFreePort } from '../free-port.ts';
import type { ServerHandle } from '../server-process.ts';
import { type MysqlOptions, startMysql } from './start-mysql.ts';

/** A folder on which a server has run and stopped: making one takes seconds, copying it does not. */
let used: string;
let dir: string;
const running: ServerHandle[] = [];

beforeAll(async () => {
  used = await mkdtemp(join(tmpdir(), 'ballast-mysql-used-'));
  const server = await startMysql({ dir: used, durability: 'relaxed' });
  await server.stop();
});
afterAll(() => rm(used, { recursive: true, force: true }));
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-mysql-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<MysqlOptions> = {}) {
  const server = await startMysql({ dir, durability: 'relaxed', ...options });
  running.push(server);
  return server;
}

async function query(port: number, password: string, ...statements: string[]): Promise<RowDataPacket[]> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root', password });
  try {
    let rows: RowDataPacket[] = [];
    for (const sql of statements) [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

test('root comes in over TCP with its password, and with no other', async () => {
  await cp(used, dir, { recursive: true });
  const { port } = await start({ rootPassword: "it's \\ quoted" });
  const [row] = await query(port, "it's \\ quoted", 'SELECT @@time_zone AS zone, @@collation_server AS collation');
  expect(row).toMatchObject({ zone: '+00:00', collation: 'utf8mb4_unicode_ci' });
  await expect(query(port, '')).rejects.toMatchObject({ errno: 1045 });
  // The file that set the password is gone.
  expect(await readdir(dir)).not.toContain('init.sql');
});

test("a server's temporary tables lie in its own folder, where no other server's start deletes them", async () => {
  await cp(used, dir, { recursive: true });
  const { port } = await start();
  expect(await query(port, '', 'SELECT @@tmpdir AS folder')).toEqual([{ folder: join(dir, 'tmp') }]);
});

test('a server that was killed starts again on its folder with its data and a new password', async () => {
  await cp(used, dir, { recursive: true });
  const first = await start({ rootPassword: 'old' });
  await query(
    first.port,
    'old',
    'CREATE DATABASE kept',
    'CREATE TABLE kept.t (a INT PRIMARY KEY) ENGINE=InnoDB',
    'INSERT INTO kept.t VALUES (7)',
  );
  await first.kill();
  expect((await first.exited).signal).toBe('SIGKILL');
  const second = await start({ port: first.port, rootPassword: 'new' });
  expect(second.pid).not.toBe(first.pid);
  expect(await query(second.port, 'new', 'SELECT a FROM kept.t')).toEqual([{ a: 7 }]);
  await second.stop();
  await second.stop();
});

test('a taken port is an error that names the variable, before any data is made', async () => {
  const port = await findFreePort();
  const other = createServer().listen(port, '127.0.0.1');
  try {
    const fault = await start({ port }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: 'port_taken', message: expect.stringContaining('MYSQL_PORT') });
    expect(await readdir(dir)).toEqual([]);
  } finally {
    other.close();
  }
});

test('data of the other flavour is left alone', async () => {
  await cp(used, dir, { recursive: true });
  await writeFile(join(dir, 'flavour'), 'the-other');
  await expect(start()).rejects.toMatchObject({
    code: 'data_incompatible',
    message: expect.stringContaining('the-other'),
  });
});

test('a server that cannot start is reported at once, with what it said', async () => {
  await cp(used, dir, { recursive: true });
  await rm(join(dir, 'data', 'ibdata1'));
  await writeFile(join(dir, 'data', 'ibdata1'), 'not a tablespace');
  const fault = await start().catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: 'exited', message: expect.stringMatching(/ibdata1/) });
});
