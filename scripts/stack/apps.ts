export interface AppDefinition {
  /** Its folder below `apps/`. */
  name: string;
  /** What moves its port; the process itself reads `PORT`. */
  portVariable: string;
  defaultPort: number;
  /** The secrets (see `secrets.ts`) that this app alone, or with others, is given. */
  secrets: readonly string[];
}

/** Every app that the native stack runs. Whoever adds an app adds a line, and its MySQL account where accounts are made. */
export const APPS: readonly AppDefinition[] = [
  { name: 'outbox-publisher', portVariable: 'OUTBOX_PUBLISHER_PORT', defaultPort: 8083, secrets: [] },
  { name: 'prime-check-worker', portVariable: 'PRIME_CHECK_WORKER_PORT', defaultPort: 8081, secrets: [] },
  {
    name: 'email-send-worker',
    portVariable: 'EMAIL_SEND_WORKER_PORT',
    defaultPort: 8082,
    secrets: ['SMTP_PASSWORD', 'ENCRYPTION_KEY'],
  },
  { name: 'dlq-manager', portVariable: 'DLQ_MANAGER_PORT', defaultPort: 8084, secrets: [] },
  { name: 'event-hub', portVariable: 'CONNECT_PORT', defaultPort: 9500, secrets: ['MQHUB_SERVICE_KEYS'] },
  {
    name: 'web-server',
    portVariable: 'WEB_SERVER_PORT',
    defaultPort: 8080,
    secrets: ['REDIS_PASSWORD', 'ADMIN_API_KEYS', 'SERVICE_KEYS', 'ENCRYPTION_KEY', 'JWT_SECRET'],
  },
];

/** `ballast_web_server`: each app has its own account, with only the grants it needs. */
export function mysqlUserOf(app: string): string {
  return `ballast_${app.replaceAll('-', '_')}`;
}

/** `MYSQL_PASSWORD_WEB_SERVER`. */
export function mysqlPasswordVariableOf(app: string): string {
  return `MYSQL_PASSWORD_${app.replaceAll('-', '_').toUpperCase()}`;
}
