import { randomUUID } from 'node:crypto';
import { formatDeadLetterEventId, formatEventId, HEADER, type MessageIdentity } from '@ballast/contracts';
import type { DatabaseOptions, RowDataPacket } from '@ballast/database';
import { CONSUMER, connectMessaging, ensureTopology, type Messaging, streamState } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
  testServers,
} from '@ballast/testkit';

const silent = createLogger({ service: 'test', level: 'silent' });

type Worker = 'dlq-manager' | 'prime-check-worker' | 'email-send-worker' | 'outbox-publisher';

/** A database and a corner of NATS with real processes in them; `close` ends and removes all of it. */
export class ManagerBench {
  readonly database: TestDatabase;
  readonly messaging: Messaging;
  readonly #namespace: string;
  readonly #apps: AppProcess[] = [];

  private constructor(database: TestDatabase, messaging: Messaging, namespace: string) {
    this.database = database;
    this.messaging = messaging;
    this.#namespace = namespace;
  }

  static async open(options: { readonly ackWaitMs?: number } = {}): Promise<ManagerBench> {
    const database = await createTestDatabase();
    const namespace = createNamespace();
    const messaging = await connectMessaging({
      servers: testServers().nats.servers,
      name: 'test',
      namespace,
      logger: silent,
    });
    await ensureTopology(messaging, { replicas: 1, ...options });
    return new ManagerBench(database, messaging, namespace);
  }

  /** Starts a process with its own account, and waits until it is ready. */
  async start(
    name: Worker,
    options: {
      readonly database?: Pick<DatabaseOptions, 'host' | 'port'>;
      readonly natsServers?: readonly string[];
      readonly env?: Record<string, string>;
    } = {},
  ): Promise<AppProcess> {
    const app = await startApp(name, {
      ...appEnvironment({
        database: { ...(await this.database.account(name)), ...options.database },
        namespace: this.#namespace,
        // nothing listens there: these tests let no mail get as far
        smtpPort: 9,
        ...(options.natsServers === undefined ? {} : { natsServers: options.natsServers }),
      }),
      ...options.env,
    });
    this.#apps.push(app);
    await app.ready();
    return app;
  }

  async close(): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.kill()));
    await this.messaging.close();
    await this.database.drop();
  }

  /** Publishes a dead letter as a worker does. */
  async publishLetter(
    identity: Pick<MessageIdentity, 'id' | 'generation'>,
    options: { readonly subject?: string; readonly messageId?: string; readonly message?: string } = {},
  ): Promise<void> {
    const { subject = 'primecheck', message = 'it does not work' } = options;
    const { messageId = formatDeadLetterEventId(subject, identity) } = options;
    await this.messaging.publish({
      subject: `dlq.${subject}`,
      messageId,
      body: JSON.stringify({ id: identity.id }),
      headers: {
        [HEADER.messageId]: formatEventId({ ...identity, enqueue: identity.generation + 1 }),
        [HEADER.originSubject]: subject,
        [HEADER.originConsumer]: `${subject}_consumer`,
        [HEADER.attempts]: '1',
        [HEADER.errorType]: 'permanent',
        [HEADER.errorCode]: 'refused',
        [HEADER.errorMessage]: message,
        [HEADER.worker]: 'worker-1',
      },
    });
  }

  /** Inserts requests in a state; returns their ids. */
  async requests(count: number, status = 'processing', generation = 0): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (let start = 0; start < count; start += 1_000) {
      await this.database.db.pool.query('INSERT INTO prime_checks (id, number, status, generation) VALUES ?', [
        ids.slice(start, start + 1_000).map((id) => [id, '7', status, generation]),
      ]);
    }
    return ids;
  }

  async rows(sql: string, ...values: unknown[]): Promise<RowDataPacket[]> {
    const [rows] = await this.database.db.pool.query<RowDataPacket[]>(sql, values);
    return rows;
  }

  async count(sql: string, ...values: unknown[]): Promise<number> {
    const [row] = await this.rows(`SELECT COUNT(*) AS count FROM ${sql}`, ...values);
    return Number(row?.count);
  }

  letters(): Promise<RowDataPacket[]> {
    return this.rows('SELECT * FROM dead_letter_messages ORDER BY id');
  }

  /** Messages that lie in a stream. */
  async stored(stream: string = CONSUMER.deadLetters.stream): Promise<number> {
    return (await streamState(this.messaging, stream))?.messages ?? -1;
  }
}

/** Does something for each of many, a few hundred at a time. */
export async function inParallel<T>(items: readonly T[], act: (item: T, index: number) => Promise<unknown>) {
  for (let start = 0; start < items.length; start += 200) {
    await Promise.all(items.slice(start, start + 200).map((item, index) => act(item, start + index)));
  }
}

/** A metric as the process shows it. */
export async function metricOf(app: AppProcess, line: RegExp): Promise<number> {
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const found = text.split('\n').find((one) => line.test(one));
  return found === undefined ? Number.NaN : Number(found.split(' ').at(-1));
}
