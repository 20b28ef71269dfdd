export interface Secret {
  readonly name: string;
  /** Makes one of random characters; absent for what only its owner can know. */
  readonly make?: (random: string) => string;
}

export interface Holder {
  readonly service: string;
  /** Whose the file is; the image's `node` where it is absent. */
  readonly user?: number;
}

const random = (text: string) => text;
/** The servers' images begin as root. */
const ROOT = 0;
const APPS = ['web-server', 'outbox-publisher', 'prime-check-worker', 'email-send-worker', 'dlq-manager'] as const;
const passwordOf = (app: string) => `MYSQL_PASSWORD_${app.replaceAll('-', '_').toUpperCase()}`;

const HOLDERS: Readonly<Record<string, readonly Holder[]>> = {
  MYSQL_ROOT_PASSWORD: [{ service: 'mysql', user: ROOT }, { service: 'migrate' }],
  REDIS_PASSWORD: [{ service: 'redis', user: ROOT }, { service: 'web-server' }, { service: 'redis-exporter', user: ROOT }],
  MYSQL_PASSWORD_MYSQL_EXPORTER: [{ service: 'migrate' }, { service: 'mysql-exporter', user: ROOT }],
  ADMIN_API_KEYS: [{ service: 'web-server' }],
  SERVICE_KEYS: [{ service: 'web-server' }],
  ENCRYPTION_KEY: [{ service: 'web-server' }, { service: 'email-send-worker' }],
  JWT_SECRET: [{ service: 'web-server' }],
  SMTP_PASSWORD: [{ service: 'email-send-worker' }],
  SLACK_WEBHOOK_URL: [{ service: 'alertmanager', user: ROOT }],
  PAGERDUTY_ROUTING_KEY: [{ service: 'alertmanager', user: ROOT }],
  ...Object.fromEntries(APPS.map((app) => [passwordOf(app), [{ service: 'migrate' }, { service: app }]])),
};

/** Every secret of the composed system. */
export const SECRETS: readonly Secret[] = [
  ...['MYSQL_ROOT_PASSWORD', 'REDIS_PASSWORD', 'MYSQL_PASSWORD_MYSQL_EXPORTER', 'ENCRYPTION_KEY', 'JWT_SECRET'].map(
    (name) => ({ name, make: random }),
  ),
  ...APPS.map((app) => ({ name: passwordOf(app), make: random })),
  { name: 'ADMIN_API_KEYS', make: (key) => `admin:admin:${key}` },
  { name: 'SERVICE_KEYS' },
  { name: 'SMTP_PASSWORD' },
  // Alertmanager reads both files in any case: what is told there goes nowhere until they are set.
  { name: 'SLACK_WEBHOOK_URL', make: () => 'http://localhost:9/not-set' },
  { name: 'PAGERDUTY_ROUTING_KEY', make: () => 'not-set' },
];

/** The services that are given a secret: no other sees it. */
export function holders(name: string): readonly Holder[] {
  return HOLDERS[name] ?? [];
}
