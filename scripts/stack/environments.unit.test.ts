import { expect, test } from 'vitest';
import { APPS, type AppDefinition } from './apps.ts';
import { appEnvironment, migrationEnvironment } from './environments.ts';
import { planPorts } from './ports.ts';
import { SECRET_VARIABLES } from './secrets.ts';

const secrets = Object.fromEntries(SECRET_VARIABLES.map((name) => [name, `secret of ${name}`]));
const environmentOf = (name: string, settings: Record<string, string> = {}) =>
  appEnvironment(appNamed(name), { settings, ports: planPorts(settings), secrets });

test('an app has its own account and nobody else’s secrets', () => {
  const environment = environmentOf('prime-check-worker', { MYSQL_ROOT_PASSWORD: 'r', SMTP_PASSWORD: 's' });
  expect(environment.MYSQL_USER).toBe('ballast_prime_check_worker');
  expect(environment.MYSQL_PASSWORD).toBe('secret of MYSQL_PASSWORD_PRIME_CHECK_WORKER');
  expect(Object.keys(environment).filter((name) => SECRET_VARIABLES.includes(name))).toEqual([]);
});

test('an app gets the secrets that its line in the table names', () => {
  expect(environmentOf('email-send-worker').SMTP_PASSWORD).toBe('secret of SMTP_PASSWORD');
  expect(environmentOf('web-server').SMTP_PASSWORD).toBeUndefined();
  expect(environmentOf('web-server').ADMIN_API_KEYS).toBe('secret of ADMIN_API_KEYS');
  expect(environmentOf('outbox-publisher').ADMIN_API_KEYS).toBeUndefined();
});

test('settings are passed on, but the addresses are those of the stack', () => {
  const environment = environmentOf('web-server', {
    LOG_LEVEL: 'debug',
    BALLAST_PORT_OFFSET: '7',
    MYSQL_HOST: 'db.example.com',
    NATS_SERVERS: 'nats.example.com:4222',
    HOST: 'my-laptop',
  });
  expect(environment).toMatchObject({
    LOG_LEVEL: 'debug',
    HOST: '127.0.0.1',
    PORT: '8087',
    WEB_SERVER_PORT: '8087',
    MYSQL_HOST: '127.0.0.1',
    MYSQL_PORT: '13313',
    NATS_PORT: '14229',
    PUBLIC_URL: 'http://localhost:8087',
  });
  expect(environment.NATS_SERVERS).toBeUndefined();
});

test('the migration job has the root account and the password of every account it makes, the exporter’s included', () => {
  const environment = migrationEnvironment({ settings: {}, ports: planPorts({}), secrets });
  expect(environment.MYSQL_USER).toBe('root');
  expect(environment.MYSQL_PASSWORD).toBe('secret of MYSQL_ROOT_PASSWORD');
  expect(Object.keys(environment).filter((name) => name.startsWith('MYSQL_PASSWORD_'))).toHaveLength(APPS.length + 1);
});

function appNamed(name: string): AppDefinition {
  const found = APPS.find((app) => app.name === name);
  if (found === undefined) throw new Error(`no app ${name}`);
  return found;
}
