import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { eventStreamName } from '@ballast/contracts';
import type { DatabaseOptions, RowDataPacket } from '@ballast/database';
import { connectMessaging, type Messaging, type RawMessage, startRawConsumer } from '@ballast/messaging';
import { createLogger, createMetrics } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  readMetrics,
  startApp,
  type TestDatabase,
  testServers,
  until,
} from '@ballast/testkit';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { type Client, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { type EventSchema, MQHubService } from '../src/generated/services/mqhub/v1/mqhub_pb.ts';

export type HubClient = Client<typeof MQHubService>;

export const TRANSPORTS: readonly { readonly name: string; readonly open: (baseUrl: string) => Transport }[] = [
  { name: 'Connect with JSON', open: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1' }) },
  {
    name: 'Connect with binary messages',
    open: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
  },
  { name: 'Connect over HTTP/2', open: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '2' }) },
  { name: 'gRPC-Web', open: (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }) },
  { name: 'gRPC', open: (baseUrl) => createGrpcTransport({ baseUrl }) },
];

/** What a test sees of an answer to plain HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON it is
  readonly body: any;
}

/** The hub as its own process on a corner of NATS of its own, and what a test asks of both. */
export class HubBench {
  readonly namespace = createNamespace();
  readonly servers: readonly string[];
  hub!: AppProcess;
  messaging!: Messaging;
  #database: TestDatabase | undefined;
  #account: DatabaseOptions | undefined;

  /** @param servers `host:port` of a NATS server; default: the shared one */
  constructor(servers: readonly string[] = testServers().nats.servers) {
    this.servers = servers;
  }

  async start(env: Record<string, string> = {}): Promise<void> {
    this.#database ??= await createTestDatabase();
    await this.startHub(env);
    await this.hub.ready();
    this.messaging = await connectMessaging({
      servers: this.servers,
      name: 'test',
      namespace: this.namespace,
      logger: SILENT,
    });
    // Its own four streams are made once it has reached the broker.
    await until(async () => (await this.call('GetStreamInfo', { stream: 'alt:events:index' })).status === 200);
  }

  /** The process alone, ready or not. */
  async startHub(env: Record<string, string> = {}): Promise<void> {
    this.hub = await this.startAnotherHub(env);
  }

  /** Beside the hub that the bench calls. */
  async startAnotherHub(env: Record<string, string> = {}): Promise<AppProcess> {
    if (this.#database === undefined) throw new Error('start the bench first');
    this.#account ??= await this.#database.account('event-hub');
    return startApp('event-hub', {
      ...appEnvironment({ database: this.#account, namespace: this.namespace, natsServers: this.servers }),
      MQHUB_STREAM_MAX_MB: '8',
      ...env,
    });
  }

  /** Rows of a table of the outbox, by a condition in SQL. */
  async count(table: 'hub_events' | 'hub_groups', where: string): Promise<number> {
    const [[row]] = await this.database.db.pool.query<(RowDataPacket & { n: number })[]>(
      `SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`,
    );
    return row?.n ?? 0;
  }

  get database(): TestDatabase {
    if (this.#database === undefined) throw new Error('start the bench first');
    return this.#database;
  }

  async close(): Promise<void> {
    await this.messaging.close();
    await this.hub.kill();
    await this.#database?.drop();
  }

  client(transport: Transport): HubClient {
    return createClient(MQHubService, transport);
  }

  /** A call as anybody makes it who has nothing but HTTP. */
  async call(procedure: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.http(`/services.mqhub.v1.MQHubService/${procedure}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async http(path: string, init: RequestInit = {}): Promise<Answer> {
    const answer = await fetch(`${this.hub.url}${path}`, init);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parse(text) };
  }

  /** Everything that a stream holds, in its order: read as a group that the hub made. */
  async read(stream: string, count: number): Promise<readonly RawMessage[]> {
    const group = `reader-${randomUUID()}`;
    await this.call('CreateConsumerGroup', { stream, group, start_id: '0' });
    const { seen, stop } = this.join(stream, group);
    try {
      await until(() => seen.length >= count, { what: `${stream} holds ${count} events, not ${seen.length}` });
    } finally {
      await stop();
    }
    return seen;
  }

  /** As an operator would. */
  async deleteGroup(stream: string, group: string): Promise<void> {
    const subject = `$JS.API.CONSUMER.DELETE.${this.namespace}_${eventStreamName(stream)}.${group}`;
    const [host, port] = (this.servers[0] ?? '').split(':');
    const socket = connect({ host, port: Number(port) });
    socket.write(`CONNECT {"verbose":false}\r\nPUB ${subject} 0\r\n\r\nPING\r\n`);
    for await (const chunk of socket) if (String(chunk).includes('PONG')) break;
  }

  /** Reads as a member of a group that is there, and acknowledges everything. */
  join(stream: string, group: string): { readonly seen: readonly RawMessage[]; readonly stop: () => Promise<void> } {
    const seen: RawMessage[] = [];
    const consumer = startRawConsumer(this.messaging, {
      consumer: { stream: eventStreamName(stream), durable: group },
      concurrency: 1,
      logger: SILENT,
      metrics: createMetrics('test'),
      onActivity: () => undefined,
      handle: async (message) => void seen.push(message),
    });
    return { seen, stop: () => consumer.stop() };
  }

  /** The value of one series, 0 where there is none. */
  async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
    const { series } = await readMetrics(this.hub.url);
    const wanted = Object.entries(labels);
    return (
      series.find((one) => one.name === name && wanted.every(([label, value]) => one.labels[label] === value))?.value ??
      0
    );
  }
}

/** An event that keeps every rule, as JSON. */
export function jsonEvent(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    event_id: randomUUID(),
    event_type: 'ArticleCreated',
    source: 'alt-backend',
    payload: Buffer.from('{"article_id":"a-1"}').toString('base64'),
    ...changes,
  };
}

/** The same for a generated client. */
export function newEvent(changes: MessageInitShape<typeof EventSchema> = {}): MessageInitShape<typeof EventSchema> {
  return {
    eventId: randomUUID(),
    eventType: 'ArticleCreated',
    source: 'alt-backend',
    payload: Buffer.from('{"article_id":"a-1"}'),
    ...changes,
  } as MessageInitShape<typeof EventSchema>;
}

/** A key that no other test has. */
export const newStream = () => `test:${randomUUID().slice(0, 18)}`;

/** The event_ids of what was read, each once. */
export const idsOf = (messages: readonly RawMessage[]) =>
  new Set(messages.map((message) => (JSON.parse(textOf(message)) as { id: string }).id));
export const textOf = ({ body }: RawMessage) => new TextDecoder().decode(body);

const SILENT = createLogger({ service: 'test', level: 'silent' });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
