import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  startTcpProxy,
  type TcpProxy,
  type TestDatabase,
} from '@ballast/testkit';
import { ADMIN_API_KEYS } from './admin-requests.ts';

export interface KeyedServer {
  readonly database: TestDatabase;
  /** The corner of the broker and of Redis that is the server's own. */
  readonly namespace: string;
  readonly app: AppProcess;
  /** Between the server and its database. */
  readonly proxy: TcpProxy;
  /** Starts another process on the same database, and stops it with this one. */
  restartWith(env: Record<string, string>): Promise<AppProcess>;
  close(): Promise<void>;
}

/** A web server with a key for each role, on a database of its own. */
export async function startKeyedServer(env: Record<string, string> = {}): Promise<KeyedServer> {
  const database = await createTestDatabase();
  const account = await database.account('web-server');
  const proxy = await startTcpProxy({ host: account.host, port: account.port });
  const namespace = createNamespace();
  const apps: AppProcess[] = [];
  const start = async (more: Record<string, string>) => {
    const app = await startApp('web-server', {
      ...appEnvironment({ database: { ...account, host: '127.0.0.1', port: proxy.port }, namespace }),
      ADMIN_API_KEYS,
      ...env,
      ...more,
    });
    apps.push(app);
    await app.ready();
    return app;
  };
  return {
    database,
    namespace,
    app: await start({}),
    proxy,
    restartWith: start,
    close: async () => {
      for (const app of apps) await app.stop();
      await proxy.close();
      await database.drop();
    },
  };
}
