import { EXPORTER_ACCOUNT } from '@ballast/database';

/** A secret of the composed system. */
export interface Secret {
  readonly name: string;
  /** The services that are given it: no other sees it. */
  readonly holders: readonly string[];
  /** Makes one of random characters. What only its owner can know is an empty file until it is set. */
  readonly make?: (random: string) => string;
}

/** A file that a server reads, with a secret in it. */
export interface SecretFile {
  readonly service: string;
  readonly name: string;
  readonly text: (secret: (name: string) => string) => string;
}

const random = (text: string) => text;
const APPS = [
  'web-server',
  'outbox-publisher',
  'prime-check-worker',
  'email-send-worker',
  'dlq-manager',
  'event-hub',
] as const;
const passwordOf = (app: string) => `MYSQL_PASSWORD_${app.replaceAll('-', '_').toUpperCase()}`;

export const SECRETS: readonly Secret[] = [
  { name: 'MYSQL_ROOT_PASSWORD', holders: ['mysql', 'migrate'], make: random },
  ...APPS.map((app) => ({ name: passwordOf(app), holders: ['migrate', app], make: random })),
  { name: passwordOf('mysql-exporter'), holders: ['migrate'], make: random },
  { name: 'NATS_PASSWORD', holders: ['nats', ...APPS], make: random },
  { name: 'NATS_CLUSTER_PASSWORD', holders: ['nats'], make: random },
  { name: 'REDIS_PASSWORD', holders: ['redis', 'web-server'], make: random },
  { name: 'ENCRYPTION_KEY', holders: ['web-server', 'email-send-worker'], make: random },
  { name: 'JWT_SECRET', holders: ['web-server'], make: random },
  { name: 'ADMIN_API_KEYS', holders: ['web-server'], make: (key) => `admin:admin:${key}` },
  { name: 'SERVICE_KEYS', holders: ['web-server'] },
  { name: 'MQHUB_SERVICE_KEYS', holders: ['event-hub'] },
  { name: 'SMTP_PASSWORD', holders: ['email-send-worker'] },
  { name: 'GRAFANA_ADMIN_PASSWORD', holders: ['grafana'], make: random },
  // Alertmanager reads both in any case: what is told there goes nowhere until they are set.
  { name: 'SLACK_WEBHOOK_URL', holders: ['alertmanager'], make: () => 'http://localhost:9/not-set' },
  { name: 'PAGERDUTY_ROUTING_KEY', holders: ['alertmanager'], make: () => 'not-set' },
];

export const SECRET_FILES: readonly SecretFile[] = [
  {
    service: 'mysql-exporter',
    name: 'my.cnf',
    text: (secret) =>
      `[client]\nhost = mysql\nport = 3306\nuser = ${EXPORTER_ACCOUNT}\npassword = ${secret(passwordOf('mysql-exporter'))}\n`,
  },
  {
    service: 'redis-exporter',
    name: 'passwords.json',
    text: (secret) => JSON.stringify({ 'redis://redis:6379': secret('REDIS_PASSWORD') }),
  },
  {
    service: 'nats',
    name: 'routes.conf',
    text: (secret) => routesOf(['nats', 'nats-2', 'nats-3'], secret('NATS_CLUSTER_PASSWORD')),
  },
];

/** How the servers of docker-compose.cluster.yaml find and know each other; each leaves itself out. */
function routesOf(servers: readonly string[], password: string): string {
  const routes = servers.map((server) => `"nats-route://ballast:${password}@${server}:6222"`);
  return `authorization { user: ballast, password: "${password}", timeout: 5 }\nroutes: [${routes.join(', ')}]\n`;
}
