import { KeyCheck } from '@ballast/addresses';
import { EmailSendRequested } from '@ballast/contracts';
import { createAttemptLog, type DatabaseOptions, openDatabase } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import { createSmtpTransport, type MailTransport, type SmtpTransportOptions } from '@ballast/mail';
import { type Consumer, startConsumer } from '@ballast/messaging';
import type { RetryPolicy } from '@ballast/reliability';
import { createMetrics, type Metrics } from '@ballast/telemetry';
import { DeliveryStore } from '../src/delivery-store.ts';
import { createEmailSendHandler } from '../src/handle-email-send.ts';
import { createMailMetrics } from '../src/mail-metrics.ts';
import { type Broker, silent } from './broker.ts';
import { keyring } from './deliveries.ts';

export interface WorkerWish {
  readonly database: DatabaseOptions;
  readonly broker: Broker;
  readonly smtpPort: number;
  /** Default: the one that deliveries are sealed with. */
  readonly keyring?: Keyring;
  readonly leaseMs?: number;
  readonly smtp?: Partial<SmtpTransportOptions>;
  /** Puts something between the worker and its SMTP server. */
  readonly wrap?: (transport: MailTransport) => MailTransport;
}

export interface Worker {
  readonly consumer: Consumer;
  readonly metrics: Metrics;
  stop(): Promise<void>;
}

/** Four attempts, as in production, without the waits. */
const QUICK: RetryPolicy = { maxAttempts: 4, initialMs: 20, multiplier: 2, maxMs: 100, jitter: 0 };

let started = 0;

/** The worker's parts put together in this process, with quick retries. */
export async function startWorker(wish: WorkerWish): Promise<Worker> {
  started += 1;
  const worker = `test-worker-${started}`;
  const { broker, leaseMs = 30_000, wrap = (transport) => transport } = wish;
  const db = await openDatabase(wish.database);
  const keyCheck = new KeyCheck(db, wish.keyring ?? keyring);
  await keyCheck.look();
  const transport = createSmtpTransport({ host: '127.0.0.1', port: wish.smtpPort, ratePerSecond: 1_000, ...wish.smtp });
  const metrics = createMetrics(worker);
  const consumer = startConsumer(broker.messaging, {
    contract: EmailSendRequested,
    consumer: { stream: 'emailsend_stream', durable: 'emailsend_consumer' },
    concurrency: 10,
    handle: createEmailSendHandler({
      deliveries: new DeliveryStore(db, { worker, leaseMs, keyring: wish.keyring ?? keyring, keyCheck }),
      transport: wrap(transport),
      from: 'Ballast <no-reply@ballast.example>',
      publicUrl: 'https://ballast.example/',
      notify: broker.messaging.notify.bind(broker.messaging),
      metrics: createMailMetrics(metrics),
      logger: silent,
    }),
    attempts: createAttemptLog(db),
    policy: QUICK,
    worker,
    logger: silent,
    metrics,
    onActivity: () => undefined,
    dependencies: ['mysql', 'smtp'],
    probe: (dependency) => (dependency === 'smtp' ? transport.verify() : db.ping()),
  });
  return {
    consumer,
    metrics,
    stop: async () => {
      await consumer.stop();
      await transport.close();
      await db.close();
    },
  };
}
