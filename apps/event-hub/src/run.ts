import { createHeartbeatStore, openDatabase } from '@ballast/database';
import { connectInBackground } from '@ballast/messaging';
import { mysqlAddress, natsAddress, type Service, startLoop } from '@ballast/runtime';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { EventStreams } from './events/event-streams.ts';
import { BROKER_CHECK } from './hub-health.ts';
import { Outbox } from './outbox/outbox.ts';
import { startOutboxGauges } from './outbox/outbox-gauges.ts';
import { createOutboxMetrics } from './outbox/outbox-metrics.ts';

const POOL_SIZE = 5;
const KEEP_EVERY_MS = 10_000;
const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

/** Puts the process together, in the order in which things depend on each other. */
export async function run(service: Service<Config>): Promise<void> {
  const { config, life, health, heartbeat, logger, metrics } = service;

  // Not critical: what the broker has to acknowledge is taken without it.
  const db = await life.use(openDatabase({ ...mysqlAddress(config), poolSize: POOL_SIZE, metrics }));
  health.register('mysql', () => db.ping(), { critical: false });
  heartbeat.setPort(createHeartbeatStore(db));

  const connection = life.use(
    connectInBackground({ ...natsAddress(config), name: service.instance, logger, onLost: service.fail }),
  );
  health.register(BROKER_CHECK, () => connection.ping());

  const maxAgeMs = config.MQHUB_STREAM_MAX_AGE_HOURS * HOUR_MS;
  const streams = new EventStreams({
    messaging: connection.messaging,
    limits: {
      maxMessages: config.MQHUB_STREAM_MAX_MESSAGES,
      maxBytes: config.MQHUB_STREAM_MAX_MB * MIB,
      maxAgeMs,
      replicas: config.NATS_REPLICAS,
    },
    maxUnknown: config.MQHUB_MAX_UNKNOWN_STREAMS,
    logger,
  });
  const outboxMetrics = createOutboxMetrics(metrics);
  const gauges = startOutboxGauges(db, outboxMetrics, logger);
  life.defer('outbox gauges', () => gauges.stop());
  const outbox = life.use(new Outbox({ db, connection, streams, metrics: outboxMetrics, logger, maxAgeMs }));
  const app = life.use(await buildApp({ service, connection, streams, outbox }));
  await app.listen({ host: config.HOST, port: config.PORT });

  // Whoever reads a known stream finds it, also on a broker that came back empty while nobody publishes.
  const keeping = startLoop({
    name: 'event-streams',
    logger,
    intervalMs: KEEP_EVERY_MS,
    runOnce: async () => {
      if (!connection.connected()) return;
      await streams.keep();
      heartbeat.progress();
    },
  });
  life.defer('event-streams', () => keeping.stop());
  connection.whenConnected((messaging) => {
    const look = () => {
      keeping.wake();
      outbox.lookAtAll();
    };
    messaging.onReconnect(look);
    look();
  });
}
