import type { AdminServer } from './database-template.ts';

/** Where the servers of this test run are. */
export interface TestServers {
  readonly mysql: AdminServer;
  readonly nats: { readonly servers: readonly string[] };
  readonly redis: { readonly host: string; readonly port: number };
}

/** What a test run starts with. */
export interface TestSetting extends TestServers {
  /** The file that holds the `DatabaseTemplate` of `mysql`: too long for a variable that every process inherits. */
  readonly databaseTemplate: string;
}

/** The global set-up hands the servers over to the test processes in this variable. */
export const TEST_SERVERS_VARIABLE = 'BALLAST_TEST_SERVERS';

/** The shared servers that the global set-up found or started. Throws when it did not run. */
export function testServers(): TestServers {
  const { mysql, nats, redis } = testSetting();
  return { mysql, nats, redis };
}

/** The same with what only this package needs to know. */
export function testSetting(): TestSetting {
  const text = process.env[TEST_SERVERS_VARIABLE];
  if (text === undefined) throw new Error('no test servers: the global set-up of the integration project did not run');
  return JSON.parse(text) as TestSetting;
}

/** Servers named by MYSQL_URL, NATS_URL and REDIS_URL; those not named are missing from the answer. */
export function serversFromUrls(env: NodeJS.ProcessEnv): Partial<TestServers> {
  return {
    ...(env.MYSQL_URL ? { mysql: readMysqlUrl(new URL(env.MYSQL_URL)) } : {}),
    ...(env.NATS_URL ? { nats: { servers: env.NATS_URL.split(',') } } : {}),
    ...(env.REDIS_URL ? { redis: readHostAndPort(new URL(env.REDIS_URL), 6379) } : {}),
  };
}

function readMysqlUrl(url: URL): TestServers['mysql'] {
  return {
    ...readHostAndPort(url, 3306),
    user: decodeURIComponent(url.username || 'root'),
    password: decodeURIComponent(url.password),
  };
}

function readHostAndPort(url: URL, defaultPort: number): { host: string; port: number } {
  return { host: url.hostname, port: url.port === '' ? defaultPort : Number(url.port) };
}
