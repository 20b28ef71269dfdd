import { PrimeCheckRequested, SUBJECT } from '@ballast/contracts';
import { createAttemptLog, createHeartbeatStore, openDatabase } from '@ballast/database';
import { breakerHealth, CONSUMER, connectMessaging, startConsumer } from '@ballast/messaging';
import { handlerGraceMs, mysqlAddress, natsAddress, retryPolicy, type Service, serveHealth } from '@ballast/runtime';
import { ComputePool } from './compute-pool.ts';
import type { Config } from './config.ts';
import { createPrimeCheckHandler } from './handle-prime-check.ts';
import { VerdictStore } from './verdict-store.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

const DAY_MS = 86_400_000;

/** Puts the process together, in the order in which things depend on each other. */
export async function run(service: Service<Config>): Promise<void> {
  const { config, instance, life, health, heartbeat, logger, signal } = service;
  await life.use(serveHealth(service, { port: config.PORT, host: config.HOST }));

  const db = await life.use(openDatabase({ ...mysqlAddress(config), metrics: service.metrics }));
  health.register('mysql', () => db.ping());
  heartbeat.setPort(createHeartbeatStore(db));

  const messaging = await life.use(
    connectMessaging({ ...natsAddress(config), name: instance, logger, signal, onLost: service.fail }),
  );
  health.register('nats', () => messaging.ping());

  const pool = life.use(
    new ComputePool({
      threads: config.PRIME_CHECK_THREADS,
      deadlineMs: config.PRIME_CHECK_DEADLINE_MS,
      onProgress: () => heartbeat.progress(),
      onThreadError: (error) => logger.error({ err: error }, 'an idle worker thread died'),
    }),
  );
  const metrics = createWorkerMetrics(service.metrics, () => pool);
  const store = life.use(
    new VerdictStore(db, {
      maxGroup: config.PRIME_CHECK_CONCURRENCY,
      worker: instance,
      clock: service.clock,
      metrics,
      onCommitted: ({ ids, mailsEnqueued }) => {
        if (mailsEnqueued > 0 && config.OUTBOX_WAKE_ENABLED) messaging.notify(SUBJECT.outboxWake);
        for (const id of ids) messaging.notify(`${SUBJECT.primeCheckEvents}.${id}`);
      },
    }),
  );
  const consumer = startConsumer(messaging, {
    contract: PrimeCheckRequested,
    consumer: CONSUMER.primeCheck,
    concurrency: config.PRIME_CHECK_CONCURRENCY,
    handle: createPrimeCheckHandler({ pool, store, metrics, logger }),
    attempts: createAttemptLog(db),
    policy: retryPolicy(config),
    worker: instance,
    logger,
    metrics: service.metrics,
    onActivity: () => heartbeat.progress(),
    dependencies: ['mysql'],
    probe: () => db.ping(),
    handlerDeadlineMs: longestWaitMs(config),
    stopGraceMs: handlerGraceMs(config),
  });
  life.defer('consumer', () => consumer.stop());
  // A paused worker is in order itself: restarting it would help nobody.
  health.register('breakers', async () => breakerHealth(consumer.breakers()), { critical: false });
  heartbeat.describe('breakers', () => consumer.breakers());
}

/**
 * Checks have their own deadline, counted from the moment a thread begins; in the worst case all that is held waits for one
 * thread after another. Only beyond that is a handler stuck.
 */
function longestWaitMs(config: Config): number {
  const rounds = Math.ceil(config.PRIME_CHECK_CONCURRENCY / config.PRIME_CHECK_THREADS);
  return Math.min(DAY_MS, (rounds + 1) * config.PRIME_CHECK_DEADLINE_MS);
}
