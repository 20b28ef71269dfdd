import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, PROCESS_NAMES } from '@ballast/database';
import { createNamespace, testServers } from '@ballast/testkit';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';

let database: string;

beforeEach(() => {
  database = createNamespace();
});
afterEach(async () => {
  const db = await openDatabase({ ...testServers().mysql, database: 'mysql' });
  await db.pool.query('DROP DATABASE IF EXISTS ??', [database]);
  await db.close();
});

/** Runs `node scripts/db.ts <command>` against the test server, as root. */
async function run(command: string, env: Record<string, string> = {}) {
  const { host, port, user, password } = testServers().mysql;
  const job = spawn(process.execPath, [join(import.meta.dirname, 'db.ts'), ...command.split(' ')], {
    env: {
      PATH: process.env.PATH,
      MYSQL_HOST: host,
      MYSQL_PORT: String(port),
      MYSQL_USER: user,
      MYSQL_PASSWORD: password,
      MYSQL_DATABASE: database,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [exitCode]] = await Promise.all([job.stdout.toArray(), job.stderr.toArray(), once(job, 'close')]);
  return { exitCode, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
}

test('migrate makes and migrates the database, twice is fine, and status tells', async () => {
  const first = await run('migrate');
  expect(first).toMatchObject({ exitCode: 0, err: '', out: expect.stringContaining('applied 0000_') });
  const [again, status] = await Promise.all([run('migrate'), run('status')]);
  expect(again).toMatchObject({ exitCode: 0, out: expect.stringContaining('nothing to do') });
  expect(status).toMatchObject({ exitCode: 0, out: expect.stringContaining('up to date') });
});

test('status of a database that is not there exits with 1, and makes none', async () => {
  expect(await run('status')).toMatchObject({ exitCode: 1, out: expect.stringContaining('pending') });
});

test('production asks for the password of every account, and says which variables', async () => {
  const refused = await run('migrate', { NODE_ENV: 'production', MYSQL_PASSWORD_WEB_SERVER: 'g7Q2xk9LmP4v' });
  expect(refused.exitCode).toBe(78);
  expect(refused.err).not.toContain('MYSQL_PASSWORD_WEB_SERVER');
  for (const process of PROCESS_NAMES.filter((name) => name !== 'web-server')) {
    expect(refused.err).toContain(`MYSQL_PASSWORD_${process.replaceAll('-', '_').toUpperCase()}`);
  }
});

test('reset refuses in production and says so', async () => {
  const passwords = Object.fromEntries(
    PROCESS_NAMES.map((name) => [`MYSQL_PASSWORD_${name.replaceAll('-', '_').toUpperCase()}`, 'g7Q2xk9LmP4v']),
  );
  const env = { NODE_ENV: 'production', MYSQL_PASSWORD: 'g7Q2xk9LmP4v', ...passwords };
  const refused = await run('reset', env);
  expect(refused).toMatchObject({ exitCode: 1, err: expect.stringContaining('NODE_ENV is production') });
});

test('a secret may come from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-secret-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'root'), 'certainly not the password\n');
  const refused = await run('status', { MYSQL_PASSWORD: '', MYSQL_PASSWORD_FILE: join(folder, 'root') });
  expect(refused).toMatchObject({ exitCode: 1, err: expect.stringContaining('MYSQL_USER and MYSQL_PASSWORD') });
});

test.each([
  ['the server is away', { MYSQL_PORT: '1' }, 1, /^MySQL does not answer at 127\.0\.0\.1:1: .*\n$/],
  ['the account is not let in', { MYSQL_PASSWORD: 'wrong' }, 1, /^MySQL at .* does not let root in .*\n$/],
  ['a variable is wrong', { MYSQL_PORT: 'abc' }, 78, /MYSQL_PORT must be a whole number/],
])('one clear sentence when %s', async (_, env, exitCode, sentence) => {
  const failed = await run('migrate', env);
  expect(failed.exitCode).toBe(exitCode);
  expect(failed.err).toMatch(sentence);
});
