import { createHeartbeatStore, openDatabase } from '@ballast/database';
import { type Consumer, connectMessaging, type Messaging } from '@ballast/messaging';
import { handlerGraceMs, mysqlAddress, natsAddress, type Service, serveHealth } from '@ballast/runtime';
import { startBrokerGauges } from './broker/start-broker-gauges.ts';
import { type Config, retentionDays } from './config.ts';
import { consumeAdvisories } from './consume-advisories.ts';
import { consumeLetters } from './ingest/consume-letters.ts';
import { LetterIntake } from './ingest/letter-intake.ts';
import { startStoredPurge } from './ingest/purge-stored.ts';
import { createManagerMetrics } from './manager-metrics.ts';
import { startPendingGauge } from './pending-gauge.ts';
import { createReconcilerMetrics } from './reconciler/reconciler-metrics.ts';
import { startReconciler } from './reconciler/start-reconciler.ts';
import { startRecount } from './reconciler/start-recount.ts';
import { startRedrives } from './redrive/start-redrives.ts';
import { startRules } from './redrive/start-rules.ts';
import { startRetention } from './retention/retention.ts';
import { startSilentWorkers } from './silent-workers.ts';

/** Puts the process together, in the order in which things depend on each other. */
export async function run(service: Service<Config>): Promise<void> {
  const { config, life, health, heartbeat, logger, signal, instance } = service;
  const metrics = createManagerMetrics(service.metrics);
  const onActivity = () => heartbeat.progress();
  await life.use(serveHealth(service, { port: config.PORT, host: config.HOST }));

  const db = await life.use(openDatabase({ ...mysqlAddress(config), metrics: service.metrics }));
  health.register('mysql', () => db.ping());
  heartbeat.setPort(createHeartbeatStore(db));
  const gauge = startPendingGauge(db, metrics, logger);
  life.defer('pending gauge', () => gauge.stop());
  const silentWorkers = startSilentWorkers(db, config.WORKER_SILENT_SECONDS, metrics, logger);
  life.defer('silent workers', () => silentWorkers.stop());
  const retention = startRetention(
    { db, metrics, logger, onProgress: onActivity },
    retentionDays(config),
    config.RETENTION_BATCH_SIZE,
  );
  life.defer('retention', () => retention.stop());
  const reconcilerMetrics = createReconcilerMetrics(service.metrics);
  const recount = startRecount(
    { db, metrics: reconcilerMetrics, logger },
    {
      intervalMs: config.LEDGER_RECOUNT_INTERVAL_SECONDS * 1_000,
      deadlineMs: config.LEDGER_RECOUNT_DEADLINE_SECONDS * 1_000,
    },
  );
  life.defer('ledger recount', () => recount.stop());

  let connected: Messaging | undefined;
  health.register('nats', async () => {
    if (connected === undefined) throw new Error('not connected yet');
    await connected.ping();
  });
  const messaging = await life.use(
    connectMessaging({ ...natsAddress(config), name: instance, logger, signal, onLost: service.fail }),
  );
  connected = messaging;

  const brokerGauges = startBrokerGauges({
    messaging,
    monitorUrl: config.NATS_MONITOR_URL,
    metrics: service.metrics,
    logger,
  });
  life.defer('broker gauges', async () => void (await Promise.all(brokerGauges.map((gauges) => gauges.stop()))));
  const purge = startStoredPurge(messaging, metrics, logger);
  life.defer('purge of stored letters', () => purge.stop());
  const intake = life.use(
    new LetterIntake({
      db,
      messaging,
      metrics,
      logger,
      instance,
      batchSize: config.DLQ_BATCH_SIZE,
      onStored: onActivity,
    }),
  );
  const letters = consumeLetters({
    messaging,
    intake,
    batchSize: config.DLQ_BATCH_SIZE,
    logger,
    registry: service.metrics,
    onActivity,
    probe: () => db.ping(),
    stopGraceMs: handlerGraceMs(config),
  });
  life.defer('letters', () => letters.stop());
  health.register('ingest', async () => describeConsumer(letters));
  heartbeat.describe('breakers', () => letters.breakers());

  const reconciler = startReconciler(
    { db, messaging, metrics: reconcilerMetrics, logger, instance, onProgress: onActivity },
    {
      minAgeMs: config.RECONCILER_MIN_AGE_SECONDS * 1_000,
      intervalMs: config.RECONCILER_INTERVAL_SECONDS * 1_000,
    },
  );
  life.defer('reconciler', () => reconciler.stop());
  // The broker that came back may be an empty one.
  const unsubscribe = messaging.onReconnect(() => reconciler.wake());
  life.defer('reconnect', unsubscribe);

  const advisories = consumeAdvisories({
    messaging,
    registry: service.metrics,
    metrics,
    logger,
    onActivity,
    wake: () => reconciler.wake(),
  });
  life.defer('advisories', () => advisories.stop());

  life.use(
    startRedrives(
      { db, owner: instance, notify: (subject) => messaging.notify(subject), metrics: service.metrics, logger },
      onActivity,
    ),
    (redrives) => redrives.close(),
    'redrives',
  );
  const rules = startRules({ db, metrics: service.metrics, logger }, config.DLQ_RULES_INTERVAL_MS);
  life.defer('rules', () => rules.stop());
}

/** Letters wait safely on `dlq.*` while the database is away: that is worth a look, and no reason for a restart. */
function describeConsumer(consumer: Pick<Consumer, 'state'>) {
  const state = consumer.state();
  if (state === 'running') return { status: 'ok' } as const;
  return { status: 'degraded', error: `the consumer of dead letters is ${state}` } as const;
}
