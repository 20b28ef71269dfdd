import { appEnvironment, createNamespace, startApp } from '@ballast/testkit';
import { describe, expect, it } from 'vitest';

const BAD_CONFIG = 78;
const STRONG = '7f3a9c1e5b2d8046a1c3e5f70918273645afbecd';
/** Nothing is opened before the configuration is read: a database that is not there is not reached. */
const DATABASE = { host: '127.0.0.1', port: 1, user: 'somebody', password: STRONG, database: 'none' };

async function startWith(name: string, env: Record<string, string>) {
  const app = await startApp(name, {
    ...appEnvironment({ database: DATABASE, namespace: createNamespace(), smtpPort: 1 }),
    ENCRYPTION_KEY: STRONG,
    JWT_SECRET: `${STRONG}jwt`,
    REDIS_PASSWORD: `${STRONG}redis`,
    SMTP_PASSWORD: `${STRONG}smtp`,
    NODE_ENV: 'production',
    ...env,
  });
  const code = await app.exited;
  return { code, text: app.logs.join('\n') };
}

const WEB_SERVER = {
  MYSQL_PASSWORD: 'password123456',
  REDIS_PASSWORD: 'short',
  ENCRYPTION_KEY: 'changeme-changeme-changeme-changeme',
  JWT_SECRET: 'x',
  ADMIN_API_KEYS: `ann:admin:admin123,bob:viewer:${STRONG}`,
  SERVICE_KEYS: 'shop:100:secret',
};

describe('in production, with secrets that can be guessed, a process ends at its start and says which:', () => {
  it.each([
    ['web-server', WEB_SERVER],
    [
      'email-send-worker',
      { MYSQL_PASSWORD: 'ballastballast', ENCRYPTION_KEY: 'a'.repeat(64), SMTP_PASSWORD: 'letmein' },
    ],
    ['prime-check-worker', { MYSQL_PASSWORD: 'root' }],
    ['outbox-publisher', { MYSQL_PASSWORD: '' }],
    ['dlq-manager', { MYSQL_PASSWORD: '123456789012' }],
  ])('%s', { timeout: 60_000 }, async (name, weak: Record<string, string>) => {
    const { code, text } = await startWith(name, weak);
    expect(code, text).toBe(BAD_CONFIG);
    // All at once, so that nobody mends one a start.
    for (const variable of Object.keys(weak)) expect(text).toMatch(new RegExp(`- ${variable}\\b`));
    for (const secret of Object.values(weak).flatMap((value) => value.split(/[,:]/))) {
      if (secret.length > 6) expect(text, 'no secret is shown').not.toContain(secret);
    }
  });

  it('web-server, of a list, which one of it', async () => {
    const { text } = await startWith('web-server', WEB_SERVER);
    expect(text).toContain('ADMIN_API_KEYS: the one of ann');
    expect(text).not.toContain('the one of bob');
    expect(text).toContain('SERVICE_KEYS: the one of shop');
  });
});

describe('in production a process ends at its start, and says what to do, with', () => {
  it.each([
    [
      'web-server',
      'a http address for its pages',
      { PUBLIC_URL: 'http://checker.example' },
      /PUBLIC_URL is http: .*https/,
    ],
    [
      'web-server',
      'a Redis elsewhere that asks for no password',
      { REDIS_HOST: '192.0.2.1', REDIS_PASSWORD: '' },
      /REDIS_PASSWORD is not set and REDIS_HOST is another machine: .*set one/,
    ],
    [
      'web-server',
      'one secret for two purposes, be it an older one',
      { JWT_SECRET: `${STRONG}jwt,${STRONG}` },
      /JWT_SECRET and ENCRYPTION_KEY have the same secret: .*another one/,
    ],
    [
      'email-send-worker',
      'mails in the clear to another machine',
      { SMTP_HOST: 'mail.example', SMTP_PORT: '25' },
      /SMTP_HOST is another machine: .*SMTP_REQUIRE_TLS=true/,
    ],
    ['email-send-worker', 'a http address in its mails', { PUBLIC_URL: 'http://192.0.2.1' }, /PUBLIC_URL is http/],
  ])('%s: %s', { timeout: 60_000 }, async (name, _what, open: Record<string, string>, said) => {
    const { code, text } = await startWith(name, open);
    expect(code, text).toBe(BAD_CONFIG);
    expect(text).toMatch(said);
    expect(text, 'no secret is shown').not.toContain(STRONG);
  });
});

it('outside of production the same secrets do, for whoever tries it out', { timeout: 60_000 }, async () => {
  const app = await startApp('web-server', {
    ...appEnvironment({ database: DATABASE, namespace: createNamespace() }),
    ...WEB_SERVER,
    NODE_ENV: 'development',
  });
  const code = await app.exited;
  // It gets as far as its database, which is not there.
  expect(code).not.toBe(BAD_CONFIG);
});
