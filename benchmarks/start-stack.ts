import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMysql, startNats, startRedis } from '@ballast/native-stack';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  type SmtpSink,
  startApp,
  startSmtpSink,
  type TestDatabase,
} from '@ballast/testkit';

type AppName = Parameters<TestDatabase['account']>[0];

export interface BenchmarkStack {
  readonly database: TestDatabase;
  readonly sink: SmtpSink;
  /** What the servers say they are. */
  readonly servers: string;
  readonly namespace: string;
  readonly natsServers: readonly string[];
  /** Starts an app with its own account and waits until it is ready. */
  start(name: AppName, env?: Record<string, string>): Promise<AppProcess>;
}

/**
 * Runs `measure` on servers of this benchmark's own on loopback, as durable as those that users run, and ends them and
 * the apps that it started whatever happens.
 */
export async function withStack(measure: (stack: BenchmarkStack) => Promise<void>): Promise<void> {
  const { stack, close } = await startStack();
  try {
    await measure(stack);
  } finally {
    await close();
  }
}

async function startStack(): Promise<{ stack: BenchmarkStack; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-bench-'));
  const [mysql, nats, redis, sink] = await Promise.all([
    startMysql({ dir: join(folder, 'mysql') }),
    startNats({ dir: join(folder, 'nats') }),
    startRedis({ dir: join(folder, 'redis') }),
    startSmtpSink(),
  ]);
  const database = await createTestDatabase({ host: '127.0.0.1', port: mysql.port, user: 'root', password: '' });
  const namespace = createNamespace();
  const natsServers = [`127.0.0.1:${nats.port}`];
  const apps: AppProcess[] = [];
  const stack: BenchmarkStack = {
    database,
    sink,
    servers: [mysql, nats, redis].map(({ name, version }) => `${name} ${version}`).join(', '),
    namespace,
    natsServers,
    start: async (name, env = {}) => {
      const app = await startApp(name, {
        ...appEnvironment({
          database: await database.account(name),
          namespace,
          natsServers,
          redis: { host: '127.0.0.1', port: redis.port },
          smtpPort: sink.port,
        }),
        LOG_LEVEL: 'warn',
        ...env,
      });
      apps.push(app);
      await app.ready();
      return app;
    },
  };
  const close = async () => {
    await Promise.all(apps.map((app) => app.stop()));
    await database.drop();
    await Promise.all([mysql.stop(), nats.stop(), redis.stop(), sink.stop()]);
    await rm(folder, { recursive: true, force: true });
  };
  return { stack, close };
}
