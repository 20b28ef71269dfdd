import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
  testServers,
} from '@ballast/testkit';
import { ADMIN_API_KEYS } from './admin-requests.ts';

export interface OperatorServer {
  readonly database: TestDatabase;
  readonly app: AppProcess;
  /** A connection of the test's own to the server's corner of the broker. */
  readonly messaging: Messaging;
  close(): Promise<void>;
}

/** A web server with a key for each role, on a database and a corner of the broker of its own. */
export async function startOperatorServer(env: Record<string, string> = {}): Promise<OperatorServer> {
  const database = await createTestDatabase();
  const namespace = createNamespace();
  const messaging = await connectMessaging({
    servers: testServers().nats.servers,
    name: 'test',
    namespace,
    logger: createLogger({ service: 'test', level: 'warn' }),
  });
  await ensureTopology(messaging, { replicas: 1 });
  const app = await startApp('web-server', {
    ...appEnvironment({ database: await database.account('web-server'), namespace }),
    ADMIN_API_KEYS,
    ...env,
  });
  await app.ready();
  return {
    database,
    app,
    messaging,
    close: async () => {
      await app.stop();
      await messaging.close();
      await database.drop();
    },
  };
}
