import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MysqlHandle, startMysql } from '@ballast/native-stack';
import { type CertificateAuthority, createCertificateAuthority } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { withAdminConnection } from './admin-connection.ts';
import { type DatabaseOptions, openDatabase } from './open-database.ts';

const PASSWORD = 'root-of-the-tls-test';
const QUICKLY_MS = 8_000;

let dir: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let server: MysqlHandle;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-mysql-tls-'));
  authority = await createCertificateAuthority(dir);
  stranger = await createCertificateAuthority(dir, 'stranger');
  await mkdir(join(dir, 'own'));
  await place('localhost');
  server = await startMysql({
    dir: join(dir, 'mysql'),
    rootPassword: PASSWORD,
    durability: 'relaxed',
    settings: [
      // MySQL takes no new certificate that its CA has not signed, and makes one of its own where none is named.
      `--ssl-ca=${authority.certFile}`,
      `--ssl-cert=${served('pem')}`,
      `--ssl-key=${served('key')}`,
      '--require-secure-transport=ON',
    ],
  });
}, 180_000);

afterAll(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

const served = (kind: 'pem' | 'key') => join(dir, 'own', `server.${kind}`);
const options = (more: Partial<DatabaseOptions> = {}): DatabaseOptions => ({
  host: 'localhost',
  port: server.port,
  user: 'root',
  password: PASSWORD,
  database: 'mysql',
  ...more,
});

/** Puts a certificate where the server reads its own. */
async function place(name: string): Promise<void> {
  const files = await authority.issue([{ type: 'dns', value: name }]);
  await copyFile(files.certFile, served('pem'));
  await copyFile(files.keyFile, served('key'));
}

/** The server takes what is placed for new connections, and its first certificate again after the test. */
async function serve(name: string): Promise<void> {
  const reload = server.flavour === 'mysql' ? 'ALTER INSTANCE RELOAD TLS' : 'FLUSH SSL';
  const admin = await openDatabase(options({ tls: { ca: authority.pem } }));
  await admin.ping();
  await place(name);
  await admin.pool.query(reload);
  onTestFinished(async () => {
    await place('localhost');
    await admin.pool.query(reload);
    await admin.close();
  });
}

async function failureOf(more: Partial<DatabaseOptions>): Promise<unknown> {
  const db = await openDatabase(options(more));
  const startedAt = performance.now();
  try {
    return await db.ping().then(
      () => 'it connected',
      (error: unknown) => error,
    );
  } finally {
    expect(performance.now() - startedAt, 'nothing hangs').toBeLessThan(QUICKLY_MS);
    await db.close();
  }
}

describe('a server that takes only TLS', { timeout: 60_000 }, () => {
  test('is spoken to in TLS with its own CA, by the pool and by the migration job', async () => {
    const db = await openDatabase(options({ tls: { ca: authority.pem } }));
    onTestFinished(() => db.close());
    const [rows] = await db.pool.query("SHOW SESSION STATUS LIKE 'Ssl_version'");
    expect(rows).toMatchObject([{ Value: expect.stringMatching(/^TLSv1\.[23]$/) }]);
    const asAdmin = { ...options(), tls: { ca: authority.pem } };
    await expect(withAdminConnection(asAdmin, (connection) => connection.query('SELECT 1'))).resolves.toBeDefined();
  });

  test('is not spoken to in the clear, and MYSQL_TLS is named', async () => {
    const error = await failureOf({});
    expect(error).toMatchObject({ code: 'unavailable', message: expect.stringContaining('MYSQL_TLS=true') });
    expect(String(error)).not.toContain(PASSWORD);
  });

  test.each([
    ['a CA that is not its own', () => stranger.pem],
    ['the CAs that everybody knows', () => undefined],
  ])('is not believed with %s, and MYSQL_TLS_CA_FILE is named', async (_what, ca) => {
    expect(await failureOf({ tls: { ca: ca() } })).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining("set MYSQL_TLS_CA_FILE to the server's CA"),
    });
  });

  test('is not believed under a name that its certificate has not, and the names that it has are said', async () => {
    await serve('mysql.example');
    expect(await failureOf({ tls: { ca: authority.pem } })).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/set MYSQL_HOST to one that it is for \(DNS:mysql\.example\)/),
    });
  });
});
