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
  /** Default: the shared test server. */
  readonly redis?: { readonly host: string; readonly port: number };
  /** Where a mail worker sends to. */
  readonly smtpPort?: number;
}

/** What tests seal addresses and sign tokens with. */
export const TEST_ENCRYPTION_KEY = 'test-encryption-key-4f6c2a9be1d7';

/**
 * The environment with which an app started by a test finds its database and its corner of NATS. Nothing is limited, and no
 * load is shed: a test of limits sets RATE_LIMIT_ENABLED, one of pressure its bounds.
 */
export function appEnvironment(options: AppEnvironmentOptions): Record<string, string> {
  const {
    database,
    namespace,
    natsServers = testServers().nats.servers,
    redis = testServers().redis,
    smtpPort,
  } = options;
  return {
    MYSQL_HOST: database.host,
    MYSQL_PORT: String(database.port),
    MYSQL_DATABASE: database.database,
    MYSQL_USER: database.user,
    MYSQL_PASSWORD: database.password,
    NATS_SERVERS: natsServers.join(','),
    NATS_NAMESPACE: namespace,
    REDIS_HOST: redis.host,
    REDIS_PORT: String(redis.port),
    REDIS_NAMESPACE: namespace,
    RATE_LIMIT_ENABLED: 'false',
    // On a machine that runs many tests at once, answers would be 503 where a test asks for something else.
    PRESSURE_MAX_EVENT_LOOP_DELAY_MS: '60000',
    ENCRYPTION_KEY: TEST_ENCRYPTION_KEY,
    JWT_SECRET: 'test-jwt-secret-8d1e5b70c3fa42',
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
