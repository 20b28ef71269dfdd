import { startKeyCheck } from '@ballast/addresses';
import { EmailSendRequested } from '@ballast/contracts';
import { createAttemptLog, createHeartbeatStore, openDatabase } from '@ballast/database';
import { Keyring } from '@ballast/encryption';
import { createSmtpTransport } from '@ballast/mail';
import { breakerHealth, CONSUMER, type ConsumerBreaker, connectMessaging, startConsumer } from '@ballast/messaging';
import { handlerGraceMs, mysqlAddress, natsAddress, retryPolicy, type Service, serveHealth } from '@ballast/runtime';
import type { Config } from './config.ts';
import { DeliveryStore } from './delivery-store.ts';
import { createEmailSendHandler } from './handle-email-send.ts';
import { createMailMetrics } from './mail-metrics.ts';

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

  const keyring = new Keyring(config.ENCRYPTION_KEY, config.ENCRYPTION_KEYS_LOST);
  // Before the first mail is taken.
  const keyCheck = await startKeyCheck(db, keyring, service);

  const transport = life.use(
    createSmtpTransport({
      host: config.SMTP_HOST,
      port: config.SMTP_PORT,
      username: config.SMTP_USERNAME,
      password: config.SMTP_PASSWORD,
      requireTls: config.SMTP_REQUIRE_TLS,
      ca: config.SMTP_TLS_CA_FILE,
      maxConnections: config.SMTP_MAX_CONNECTIONS,
      ratePerSecond: config.SMTP_RATE_PER_SECOND,
      // What is left of the lease is for storing that the mail was sent.
      sendTimeoutMs: config.EMAIL_LEASE_MS / 2,
    }),
  );
  const consumer = startConsumer(messaging, {
    contract: EmailSendRequested,
    consumer: CONSUMER.emailSend,
    concurrency: config.EMAIL_CONCURRENCY,
    handle: createEmailSendHandler({
      deliveries: new DeliveryStore(db, {
        worker: instance,
        leaseMs: config.EMAIL_LEASE_MS,
        keyring,
        keyCheck,
      }),
      transport,
      from: config.SMTP_FROM,
      publicUrl: config.PUBLIC_URL,
      notify: messaging.notify.bind(messaging),
      metrics: createMailMetrics(service.metrics),
      logger,
    }),
    attempts: createAttemptLog(db),
    policy: retryPolicy(config),
    worker: instance,
    logger,
    metrics: service.metrics,
    onActivity: () => heartbeat.progress(),
    dependencies: ['mysql', 'smtp'],
    probe: (dependency) => (dependency === 'smtp' ? transport.verify() : db.ping()),
    handlerDeadlineMs: config.EMAIL_LEASE_MS,
    stopGraceMs: handlerGraceMs(config),
  });
  life.defer('consumer', () => consumer.stop());
  // A paused worker is in order itself: restarting it would help nobody.
  health.register('breakers', async () => breakerHealth(consumer.breakers()), { critical: false });
  health.register('smtp', async () => describeSending(consumer.breakers()), { critical: false });
  heartbeat.describe('breakers', () => consumer.breakers());
}

function describeSending(breakers: readonly ConsumerBreaker[]) {
  const { status, error } = breakerHealth(breakers.filter(({ dependency }) => dependency === 'smtp'));
  return { status, ...(error !== undefined && { error: `sending pauses: ${error}` }) };
}
