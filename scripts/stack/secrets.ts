import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { APPS, mysqlPasswordVariableOf } from './apps.ts';
import { readIfPresent, type Settings } from './settings.ts';

export type Secrets = Readonly<Record<string, string>>;

/** Of the MySQL account with which the exporter reads what the server says of itself. */
export const EXPORTER_PASSWORD = 'MYSQL_PASSWORD_MYSQL_EXPORTER';

/** What is generated once and kept when nobody has set it. */
const GENERATED: readonly string[] = [
  'MYSQL_ROOT_PASSWORD',
  ...APPS.map((app) => mysqlPasswordVariableOf(app.name)),
  EXPORTER_PASSWORD,
  'REDIS_PASSWORD',
  'ADMIN_API_KEYS',
  'ENCRYPTION_KEY',
  'JWT_SECRET',
];

/** Where a secret is more than random characters. */
const VALUE_OF: Readonly<Record<string, (random: string) => string>> = {
  ADMIN_API_KEYS: (random) => `admin:admin:${random}`,
};

/** What no process is given unless its line in `apps.ts` says so. */
export const SECRET_VARIABLES: readonly string[] = [
  ...GENERATED,
  'SMTP_PASSWORD',
  'SERVICE_KEYS',
  'MQHUB_SERVICE_KEYS',
  'SLACK_WEBHOOK_URL',
  'PAGERDUTY_ROUTING_KEY',
];

/**
 * Reads the secrets file (KEY=VALUE, mode 600) and adds to it, once, what is missing. A secret that the environment or
 * `.env` sets wins and is not written down.
 */
export function loadSecrets(path: string, settings: Settings, generate = randomSecret): Secrets {
  const text = readIfPresent(path);
  const kept = parseEnv(text);
  const missing = GENERATED.filter((name) => !settings[name] && !kept[name]).map(
    (name) => `${name}=${VALUE_OF[name]?.(generate()) ?? generate()}\n`,
  );
  if (missing.length > 0) {
    mkdirSync(dirname(path), { recursive: true });
    const separator = text === '' || text.endsWith('\n') ? '' : '\n';
    writeFileSync(path, text + separator + missing.join(''), { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  const all = { ...kept, ...parseEnv(missing.join('')) };
  return Object.fromEntries(SECRET_VARIABLES.map((name) => [name, settings[name] || all[name] || '']));
}

// Letters and digits only: nothing to escape in any file, URL or SQL that it will be written into.
function randomSecret(): string {
  return randomBytes(24).toString('hex');
}
