import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  startTcpProxy,
  type TcpProxy,
  type TestDatabase,
  testServers,
} from '@ballast/testkit';
import { ADMIN_API_KEYS } from './admin-requests.ts';

export interface OperatorServer {
  readonly database: TestDatabase;
  readonly app: AppProcess;
  /** Between the server and its database. */
  readonly proxy: TcpProxy;
  /** A connection of the test's own to the server's corner of the broker. */
  readonly messaging: Messaging;
  close(): Promise<void>;
}

/** A web server with a key for each role, on a database and a corner of the broker of its own. */
export async function startOperatorServer(env: Record<string, string> = {}): Promise<OperatorServer> {
  const database = await createTestDatabase();
  const account = await database.account('web-server');
  const proxy = await startTcpProxy({ host: account.host, port: account.port });
  const namespace = createNamespace();
  const messaging = await connectMessaging({
    servers: testServers().nats.servers,
    name: 'test',
    namespace,
    logger: createLogger({ service: 'test', level: 'warn' }),
  });
  await ensureTopology(messaging, { replicas: 1 });
  const app = await startApp('web-server', {
    ...appEnvironment({ database: { ...account, host: '127.0.0.1', port: proxy.port }, namespace }),
    ADMIN_API_KEYS,
    ...env,
  });
  await app.ready();
  return {
    database,
    app,
    proxy,
    messaging,
    close: async () => {
      await app.stop();
      await proxy.close();
      await messaging.close();
      await database.drop();
    },
  };
}
