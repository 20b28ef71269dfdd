import { testServers } from './test-servers.ts';

export interface AppEnvironmentOptions {
  /** Where the app's database is; a proxy's port may stand in for the server's. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly namespace: string;
  /** `host:port`; default: the shared test server. */
  readonly natsServers?: readonly string[];
  /** Where a mail worker sends to. */
  readonly smtpPort?: number;
}

/** The environment with which an app started by a test finds its database and its corner of NATS. */
export function appEnvironment(options: AppEnvironmentOptions): Record<string, string> {
  const { database, namespace, natsServers = testServers().nats.servers, smtpPort } = options;
  return {
    MYSQL_HOST: database.host,
    MYSQL_PORT: String(database.port),
    MYSQL_DATABASE: database.database,
    MYSQL_USER: database.user,
    MYSQL_PASSWORD: database.password,
    NATS_SERVERS: natsServers.join(','),
    NATS_NAMESPACE: namespace,
    HEARTBEAT_INTERVAL_MS: '500',
    ...(smtpPort === undefined ? {} : mailEnvironment(smtpPort)),
  };
}

function mailEnvironment(smtpPort: number): Record<string, string> {
  return {
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(smtpPort),
    SMTP_FROM: 'Ballast <ballast@example.com>',
    PUBLIC_URL: 'http://127.0.0.1',
  };
}
