import { formatEventId, SUBJECT } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import { CONSUMER, connectMessaging, ensureTopology, type Messaging, startRawConsumer } from '@ballast/messaging';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { createNamespace, createTestDatabase, type TestDatabase, testServers } from '@ballast/testkit';
import type { OpenRow } from '../src/evidence/open-rows.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

/** A database and a corner of NATS, and what leaves evidence in them. */
export interface EvidenceBench {
  readonly database: TestDatabase;
  readonly db: Database;
  readonly messaging: Messaging;
  /** Publishes the row's newest message and records where it lies. */
  publish(row: Identified): Promise<number>;
  /** Waits with messages delivered to somebody who neither acks nor gives up. Ends with the bench. */
  holdDelivered(settle?: (seq: number) => boolean): void;
  close(): Promise<void>;
}

type Identified = Pick<OpenRow, 'id' | 'generation' | 'enqueue'>;

export async function openEvidenceBench(): Promise<EvidenceBench> {
  const database = await createTestDatabase();
  const { servers } = testServers().nats;
  const messaging = await connectMessaging({ servers, name: 'test', namespace: createNamespace(), logger });
  await ensureTopology(messaging, { replicas: 1 });
  const closers: (() => unknown)[] = [];
  return {
    database,
    db: database.db,
    messaging,
    publish: async (row) => {
      const eventId = formatEventId(row);
      const { stream, seq } = await messaging.publish({ subject: SUBJECT.primeCheck, messageId: eventId, body: '{}' });
      await database.db.pool.query(
        'INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq) VALUES (?, ?, ?, ?, ?)',
        [eventId, SUBJECT.primeCheck, stream, await messaging.streamCreated(stream), seq],
      );
      return seq;
    },
    holdDelivered: (settle = () => false) => {
      const release = Promise.withResolvers<void>();
      const consumer = startRawConsumer(messaging, {
        consumer: CONSUMER.primeCheck,
        concurrency: 64,
        handle: ({ seq }) => (settle(seq) ? Promise.resolve() : release.promise),
        logger,
        metrics: createMetrics('test'),
        onActivity: () => undefined,
      });
      closers.push(async () => {
        release.resolve();
        await consumer.stop();
      });
    },
    close: async () => {
      for (const close of closers) await close();
      await messaging.close();
      await database.drop();
    },
  };
}

export function openRow(id: string, changes: Partial<OpenRow> = {}): OpenRow {
  return {
    ledger: 'requests',
    id,
    generation: 0,
    enqueue: 1,
    createdAt: new Date(),
    quietMs: 60_000,
    isLeased: false,
    ...changes,
  };
}
