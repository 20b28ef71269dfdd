import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import { testServers } from '@ballast/testkit';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

export interface OperatorServer extends KeyedServer {
  /** A connection of the test's own to the server's corner of the broker. */
  readonly messaging: Messaging;
}

/** A web server with a key for each role, whose corner of the broker has its streams. */
export async function startOperatorServer(env: Record<string, string> = {}): Promise<OperatorServer> {
  const server = await startKeyedServer(env);
  const messaging = await connectMessaging({
    servers: testServers().nats.servers,
    name: 'test',
    namespace: server.namespace,
    logger: createLogger({ service: 'test', level: 'warn' }),
  });
  await ensureTopology(messaging, { replicas: 1 });
  return {
    ...server,
    messaging,
    close: async () => {
      await messaging.close();
      await server.close();
    },
  };
}
