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
}

/** The environment with which an app started by a test finds its database and its corner of NATS. */
export function appEnvironment(options: AppEnvironmentOptions): Record<string, string> {
  const { database, namespace, natsServers = testServers().nats.servers } = options;
  return {
    MYSQL_HOST: database.host,
    MYSQL_PORT: String(database.port),
    MYSQL_DATABASE: database.database,
    MYSQL_USER: database.user,
    MYSQL_PASSWORD: database.password,
    NATS_SERVERS: natsServers.join(','),
    NATS_NAMESPACE: namespace,
    HEARTBEAT_INTERVAL_MS: '500',
  };
}
