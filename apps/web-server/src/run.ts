import { join } from 'node:path';
import { PlainAddresses, startKeyCheck } from '@ballast/addresses';
import { SUBJECT } from '@ballast/contracts';
import { createHeartbeatStore, openDatabase } from '@ballast/database';
import { Keyring } from '@ballast/encryption';
import { mysqlAddress, natsAddress, type Service, startLoop } from '@ballast/runtime';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { Intake } from './intake/intake.ts';
import { assertStore, openLimits } from './limits/open-limits.ts';
import { openChangeFeed } from './live/change-feed.ts';
import { openNewsChannel } from './live/news-channel.ts';
import { openOperatorFeed } from './live/operator-feed.ts';

const WEB_CLIENT_FOLDER = join(import.meta.dirname, '../../web-client/dist');
/** Who finds all of them taken waits 5 s at most, then gets a 503. */
const OPERATORS_POOL_SIZE = 5;
/** A session is one short read. Strangers can make us look for some: they must not take the connections of the intake. */
const SESSIONS_POOL_SIZE = 5;

/** Puts the process together, in the order in which things depend on each other. */
export async function run(service: Service<Config>): Promise<void> {
  const { config, life, health, heartbeat, logger, metrics } = service;

  const db = await life.use(openDatabase({ ...mysqlAddress(config), metrics }));
  health.register('mysql', () => db.ping());
  heartbeat.setPort(createHeartbeatStore(db));

  const news = life.use(
    openNewsChannel({ ...natsAddress(config), name: service.instance, logger, onLost: service.fail }),
  );
  health.register('nats', () => news.ping(), { critical: false });

  const keyring = new Keyring(config.ENCRYPTION_KEY, config.ENCRYPTION_KEYS_LOST);
  // Before the first account is made.
  const keyCheck = await startKeyCheck(db, keyring, service);
  const intake = life.use(
    new Intake(db, {
      maxGroup: config.INTAKE_MAX_GROUP,
      maxQueued: config.INTAKE_MAX_QUEUED,
      metrics,
      onCommitted: (ids) => {
        heartbeat.progress();
        if (config.OUTBOX_WAKE_ENABLED) news.notify(SUBJECT.outboxWake);
        for (const id of ids) news.notify(`${SUBJECT.primeCheckEvents}.${id}`);
      },
    }),
  );
  const feed = life.use(openChangeFeed({ db, news, logger, rereadMs: config.SSE_HEARTBEAT_MS }));

  // A server without visitors has nothing to make progress on; that it reaches its database is progress enough.
  const idle = startLoop({
    name: 'idle-progress',
    logger,
    intervalMs: config.HEARTBEAT_INTERVAL_MS,
    runOnce: () => db.ping().then(() => heartbeat.progress()),
  });
  life.defer('idle-progress', () => idle.stop());

  // What operators ask may take long: it must not take the connections by which requests are accepted.
  const operatorsDb = await life.use(
    openDatabase({ ...mysqlAddress(config), poolSize: OPERATORS_POOL_SIZE, metrics, name: 'operators' }),
  );
  const operatorFeed = life.use(openOperatorFeed({ db: operatorsDb, logger }));
  const sessionsDb = await life.use(
    openDatabase({ ...mysqlAddress(config), poolSize: SESSIONS_POOL_SIZE, metrics, name: 'sessions' }),
  );
  const plainAddresses = new PlainAddresses(operatorsDb);
  const plainLoop = startLoop({
    name: 'plain-addresses',
    logger,
    intervalMs: (untilNextMs: number) => untilNextMs,
    runOnce: () => plainAddresses.look(),
  });
  life.defer('plain-addresses', () => plainLoop.stop());
  const limits = await life.use(openLimits({ service, db: operatorsDb, news, keyring, services: config.SERVICE_KEYS }));
  if (limits.limiter !== undefined) health.register('redis', async () => assertStore(limits), { critical: false });
  const webClientFolder = WEB_CLIENT_FOLDER;
  const app = life.use(
    await buildApp({
      service,
      db,
      operatorsDb,
      sessionsDb,
      intake,
      keyring,
      keyCheck,
      plainAddresses,
      feed,
      operatorFeed,
      news,
      limits,
      webClientFolder,
    }),
  );
  await app.listen({ host: config.HOST, port: config.PORT });
}
