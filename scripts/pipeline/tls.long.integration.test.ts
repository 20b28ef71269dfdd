import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, startMysql, startNats, startRedis } from '@ballast/native-stack';
import {
  type AppProcess,
  appEnvironment,
  type CertificateAuthority,
  createCertificateAuthority,
  createNamespace,
  type SmtpSink,
  startApp,
  startSmtpSink,
  until,
} from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

const APPS = ['outbox-publisher', 'prime-check-worker', 'email-send-worker', 'dlq-manager', 'web-server'] as const;
type AppName = (typeof APPS)[number];

const ROOT = join(import.meta.dirname, '../..');
const PASSWORD = 'of-every-account-here-4c1f';
const DATABASE = 'ballast_tls';

let dir: string;
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let sink: SmtpSink;
/** Where every server is, how it is spoken to and by which account; `MYSQL_USER` is missing. */
let managed: Record<string, string>;
const closers: (() => Promise<unknown>)[] = [];

/** Four servers as they are rented: TLS alone, certificates of a CA that nobody knows, accounts. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-managed-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  authority = await createCertificateAuthority(dir);
  stranger = await createCertificateAuthority(dir, 'stranger');
  const { certFile, keyFile } = await authority.issue([{ type: 'dns', value: 'localhost' }]);
  const tlsPort = await findFreePort();
  const [mysql, nats, redis] = await Promise.all([
    startMysql({
      dir: join(dir, 'mysql'),
      rootPassword: PASSWORD,
      durability: 'relaxed',
      settings: [`--ssl-cert=${certFile}`, `--ssl-key=${keyFile}`, '--require-secure-transport=ON'],
    }),
    startNats({
      dir: join(dir, 'nats'),
      durability: 'relaxed',
      settings: [
        `tls { cert_file: ${JSON.stringify(certFile)}, key_file: ${JSON.stringify(keyFile)} }`,
        `authorization { user: ballast, password: ${JSON.stringify(PASSWORD)} }`,
      ],
    }),
    startRedis({
      dir: join(dir, 'redis'),
      durability: 'relaxed',
      settings: [
        `tls-port ${tlsPort}`,
        `tls-cert-file ${certFile}`,
        `tls-key-file ${keyFile}`,
        'tls-auth-clients no',
        'user default off',
        `user ballast on >${PASSWORD} ~* &* +@all`,
      ],
    }),
  ]);
  closers.push(() => Promise.all([mysql.stop(), nats.stop(), redis.stop()]));
  sink = await startSmtpSink({ tls: { certFile, keyFile } });
  closers.push(() => sink.stop());
  const namespace = createNamespace();
  const account = { user: '', password: PASSWORD, database: DATABASE };
  managed = {
    ...appEnvironment({
      database: { host: 'localhost', port: mysql.port, ...account },
      namespace,
      natsServers: [`localhost:${nats.port}`],
      redis: { host: 'localhost', port: tlsPort },
      smtpPort: sink.port,
    }),
    RATE_LIMIT_ENABLED: 'true',
    ...{ MYSQL_TLS: 'true', MYSQL_TLS_CA_FILE: authority.certFile },
    ...{ NATS_TLS: 'true', NATS_TLS_CA_FILE: authority.certFile, NATS_USERNAME: 'ballast', NATS_PASSWORD: PASSWORD },
    ...{
      REDIS_TLS: 'true',
      REDIS_TLS_CA_FILE: authority.certFile,
      REDIS_USERNAME: 'ballast',
      REDIS_PASSWORD: PASSWORD,
    },
    ...{ SMTP_HOST: 'localhost', SMTP_REQUIRE_TLS: 'true', SMTP_TLS_CA_FILE: authority.certFile },
  };
  await migrate();
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

async function migrate(): Promise<void> {
  const passwords = APPS.map((name) => [`MYSQL_PASSWORD_${name.replaceAll('-', '_').toUpperCase()}`, PASSWORD]);
  const env = { ...managed, ...Object.fromEntries(passwords), MYSQL_USER: 'root', PATH: process.env.PATH };
  const job = spawn(process.execPath, [join(ROOT, 'scripts/db.ts'), 'migrate'], { env, stdio: 'pipe' });
  let said = '';
  for (const stream of [job.stdout, job.stderr]) stream.on('data', (text) => (said += text));
  const [code] = await once(job, 'close');
  expect(code, said).toBe(0);
}

async function start(name: AppName, more: Record<string, string> = {}): Promise<AppProcess> {
  const env = { ...managed, MYSQL_USER: `ballast_${name.replaceAll('-', '_')}`, ...more };
  const app = await startApp(name, env);
  closers.push(() => app.kill());
  return app;
}

test('a number becomes a verdict and a mail, with every server spoken to over TLS alone', async () => {
  const apps = await Promise.all(APPS.map((name) => start(name)));
  await Promise.all(apps.map((app) => app.ready()));
  const web = apps[APPS.indexOf('web-server')]?.url ?? '';

  const response = await fetch(`${web}/prime-check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: '97', email: 'reader@example.com' }),
  });
  expect(response.status).toBe(202);
  await until(() => sink.mails.length === 1, { timeoutMs: 30_000, what: 'the mail is there' });

  for (const app of apps) {
    // A connection that nobody needed yet may still be made.
    let checks: unknown;
    await until(async () => {
      const health = (await (await fetch(`${app.url}/health`)).json()) as { status: string; checks: unknown };
      checks = health.checks;
      return health.status === 'ok';
    }).catch((cause: unknown) => {
      throw new Error(`${app.url} is not well: ${JSON.stringify(checks)}`, { cause });
    });
  }
  await Promise.all(apps.map((app) => app.stop()));
});

test.each<[AppName, string, RegExp]>([
  ['outbox-publisher', 'MYSQL', /set MYSQL_TLS_CA_FILE to the server's CA/],
  ['prime-check-worker', 'NATS', /set NATS_TLS_CA_FILE to the server's CA/],
  ['web-server', 'REDIS', /set REDIS_TLS_CA_FILE to the server's CA/],
])(
  '%s with another CA for %s says so in a line of its log, and ends when it is told to',
  async (name, server, said) => {
    const app = await start(name, { [`${server}_TLS_CA_FILE`]: stranger.certFile });
    await until(() => app.logs.some((line) => said.test(line)), { timeoutMs: 30_000, what: `${name} says it` });
    expect(app.logs.join('\n')).not.toContain(PASSWORD);
    expect(await app.stop(), app.logs.slice(-10).join('\n')).toBe(0);
  },
);

test('email-send-worker with another CA for SMTP pauses, says why, and its mail goes out when that is mended', async () => {
  const before = sink.mails.length;
  const apps = await Promise.all(
    (['outbox-publisher', 'prime-check-worker', 'web-server'] as const).map((name) => start(name)),
  );
  const refusing = await start('email-send-worker', { SMTP_TLS_CA_FILE: stranger.certFile });
  await Promise.all([...apps, refusing].map((app) => app.ready()));
  await fetch(`${apps[2]?.url}/prime-check`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: '101', email: 'reader@example.com' }),
  });
  const reason = await until(
    async () => {
      const { checks } = (await (await fetch(`${refusing.url}/health`)).json()) as {
        checks: Record<string, { error?: string }>;
      };
      return checks.smtp?.error;
    },
    { timeoutMs: 30_000, what: 'sending pauses' },
  );
  expect(reason).toMatch(/sending pauses/);
  expect(refusing.logs.join('\n')).toMatch(/set SMTP_TLS_CA_FILE to the server's CA/);
  expect(sink.mails.length).toBe(before);
  await refusing.stop();
  await (await start('email-send-worker')).ready();
  await until(() => sink.mails.length === before + 1, { timeoutMs: 60_000, what: 'the mail goes out' });
  await Promise.all(apps.map((app) => app.stop()));
});
