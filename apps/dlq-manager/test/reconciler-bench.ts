import { firstIdentity, formatEventId, PrimeCheckRequested, SUBJECT } from '@ballast/contracts';
import { type Database, openDatabase, type RowDataPacket } from '@ballast/database';
import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger, createMetrics, type Metrics } from '@ballast/telemetry';
import { createNamespace, createTestDatabase, type TestDatabase, testServers } from '@ballast/testkit';
import { Reconciler, type Sweep } from '../src/reconciler/reconciler.ts';
import { createReconcilerMetrics } from '../src/reconciler/reconciler-metrics.ts';

/** Reconcilers on a database and a corner of NATS of their own, each with the least-grant account. */
export interface ReconcilerBench {
  readonly database: TestDatabase;
  readonly messaging: Messaging;
  readonly metrics: Metrics;
  readonly log: Record<string, unknown>[];
  /** A sweep of one of two instances. */
  sweep(instance?: 0 | 1): Promise<Sweep>;
  /** Open requests, an hour old, whose messages are stored and recorded. */
  addPublished(count: number): Promise<string[]>;
  read(sql: string, ...values: unknown[]): Promise<RowDataPacket[]>;
  close(): Promise<void>;
}

const CHUNK = 1_000;
let made = 0;

function nextId(): string {
  made += 1;
  return `0198c0de-0000-7000-8000-${made.toString(16).padStart(12, '0')}`;
}

export async function openReconcilerBench(options: { natsServers?: readonly string[] } = {}): Promise<ReconcilerBench> {
  const database = await createTestDatabase();
  const log: Record<string, unknown>[] = [];
  const logger = createLogger({
    service: 'test',
    level: 'info',
    destination: { write: (line: string) => void log.push(JSON.parse(line)) },
  });
  const servers = options.natsServers ?? testServers().nats.servers;
  const namespace = createNamespace();
  const messaging = await connectMessaging({ servers, name: 'test', namespace, logger });
  await ensureTopology(messaging, { replicas: 1 });
  const account = await database.account('dlq-manager');
  const instances: Database[] = await Promise.all([openDatabase(account), openDatabase(account)]);
  const metrics = createMetrics('test');
  const reconcilers = instances.map(
    (db, index) =>
      new Reconciler(
        {
          db,
          messaging,
          logger,
          metrics: createReconcilerMetrics(metrics),
          instance: `manager-${index}`,
          onProgress: () => undefined,
        },
        { minAgeMs: 30_000 },
      ),
  );
  const { pool } = database.db;
  return {
    database,
    messaging,
    metrics,
    log,
    sweep: async (instance = 0) => {
      const reconciler = reconcilers[instance];
      if (reconciler === undefined) throw new Error(`there is no instance ${instance}`);
      return await reconciler.runOnce(new AbortController().signal);
    },
    addPublished: async (count) => {
      const ids = Array.from({ length: count }, nextId);
      const streamCreated = await messaging.streamCreated('primecheck_stream');
      for (let from = 0; from < count; from += CHUNK) {
        const chunk = ids.slice(from, from + CHUNK);
        const hourAgo = new Date(Date.now() - 3_700_000);
        await pool.query('INSERT INTO prime_checks (id, number, created_at, updated_at) VALUES ?', [
          chunk.map((id) => [id, '7', hourAgo, hourAgo]),
        ]);
        const receipts = await Promise.all(chunk.map((id) => messaging.publish(messageOf(id))));
        await pool.query(
          `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq, published_at) VALUES ?`,
          [
            receipts.map(({ stream, seq }, index) => [
              formatEventId(firstIdentity(chunk[index] ?? '')),
              SUBJECT.primeCheck,
              stream,
              streamCreated,
              seq,
              hourAgo,
            ]),
          ],
        );
      }
      return ids;
    },
    read: async (sql, ...values) => (await pool.query<RowDataPacket[]>(sql, values))[0],
    close: async () => {
      await messaging.close();
      await Promise.all(instances.map((db) => db.close()));
      await database.drop();
    },
  };
}

function messageOf(id: string) {
  const body = JSON.stringify(PrimeCheckRequested.build(id, { number: '7' }, new Date()));
  return { subject: SUBJECT.primeCheck, messageId: formatEventId(firstIdentity(id)), body };
}
