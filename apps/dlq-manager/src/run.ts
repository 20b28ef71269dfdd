import { createHeartbeatStore, openDatabase } from '@ballast/database';
import { connectMessaging, type Messaging } from '@ballast/messaging';
import { mysqlAddress, natsAddress, type Service, serveHealth } from '@ballast/runtime';
import type { Config } from './config.ts';

/** Puts the process together, in the order in which things depend on each other. */
export async function run(service: Service<Config>): Promise<void> {
  const { config, life, health, heartbeat, logger, signal } = service;
  await life.use(serveHealth(service, { port: config.PORT, host: config.HOST }));

  const db = await life.use(openDatabase(mysqlAddress(config)));
  health.register('mysql', () => db.ping());
  heartbeat.setPort(createHeartbeatStore(db));

  let connected: Messaging | undefined;
  health.register('nats', async () => {
    if (connected === undefined) throw new Error('not connected yet');
    await connected.ping();
  });
  const messaging = await life.use(
    connectMessaging({ ...natsAddress(config), name: service.instance, logger, signal, onLost: service.fail }),
  );
  connected = messaging;
}
