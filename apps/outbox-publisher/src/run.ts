import { SUBJECT } from '@ballast/contracts';
import { createHeartbeatStore, openDatabase } from '@ballast/database';
import { connectMessaging, type Messaging } from '@ballast/messaging';
import { mysqlAddress, natsAddress, type Service, serveHealth } from '@ballast/runtime';
import { startBacklogGauge } from './backlog-gauge.ts';
import type { Config } from './config.ts';
import { describePauses } from './describe-pauses.ts';
import { pauseBreakers } from './pause-breakers.ts';
import { Relay } from './relay.ts';
import { startRelayLoop } from './relay-loop.ts';
import { createRelayMetrics } from './relay-metrics.ts';
import { SubjectPauses } from './subject-pauses.ts';
import { startTopologyKeeper } from './topology-keeper.ts';

/** A drain holds a connection; with the backlog's measure and the heartbeat they fit into a pool of 10. */
const MAX_DRAINS = 6;

/** A subject with an endless backlog lets others have a turn this often. */
const TURN_MS = 1_000;

/** Puts the process together, in the order in which things depend on each other. */
export async function run(service: Service<Config>): Promise<void> {
  const { config, life, health, heartbeat, logger, signal } = service;
  const metrics = createRelayMetrics(service.metrics);
  await life.use(serveHealth(service, { port: config.PORT, host: config.HOST }));

  const db = await life.use(openDatabase({ ...mysqlAddress(config), metrics: service.metrics }));
  health.register('mysql', () => db.ping());
  heartbeat.setPort(createHeartbeatStore(db));
  const gauge = startBacklogGauge(db, metrics, logger);
  life.defer('backlog gauge', () => gauge.stop());

  let connected: Messaging | undefined;
  health.register('nats', async () => {
    if (connected === undefined) throw new Error('not connected yet');
    await connected.ping();
  });
  const messaging = await life.use(
    connectMessaging({ ...natsAddress(config), name: service.instance, logger, signal, onLost: service.fail }),
  );
  connected = messaging;

  const pauses = new SubjectPauses();
  health.register('outbox', async () => describePauses(pauses.list()));
  heartbeat.describe('breakers', () => pauseBreakers(pauses));
  const topology = life.use(
    startTopologyKeeper({ messaging, replicas: config.NATS_REPLICAS, logger, onChanged: () => resume() }),
  );
  health.register('topology', () => topology.check());

  const relay = life.use(
    new Relay(
      {
        db,
        messaging,
        logger,
        instance: service.instance,
        metrics,
        pauses,
        onProgress: () => heartbeat.progress(),
        onHalt: (reason) => {
          // A stream that is gone answers in one way or the other; either may mean that it has to be made again.
          if (reason === 'no_stream' || reason === 'stream_full') topology.wake();
        },
      },
      {
        batchSize: config.OUTBOX_BATCH_SIZE,
        maxInFlight: config.OUTBOX_MAX_IN_FLIGHT,
        deadlineMs: config.OUTBOX_CLAIM_DEADLINE_MS,
        turnMs: TURN_MS,
        maxDrains: MAX_DRAINS,
      },
      () => loop.wake(),
    ),
  );
  const loop = startRelayLoop({ relay, pauses, pollIntervalMs: config.OUTBOX_POLL_INTERVAL_MS, logger });
  life.defer('outbox relay', () => loop.stop());

  function resume(): void {
    pauses.resumeAll();
    loop.wake();
  }
  const unsubscribe = messaging.onReconnect(() => {
    topology.wake();
    resume();
  });
  life.defer('reconnect', unsubscribe);
  if (config.OUTBOX_WAKE_ENABLED) await life.use(messaging.listen(SUBJECT.outboxWake, () => loop.wake()));
}
