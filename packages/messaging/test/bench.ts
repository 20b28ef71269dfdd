import { randomUUID } from 'node:crypto';
import { firstIdentity, formatEventId, HEADER, type MessageIdentity, PrimeCheckRequested } from '@ballast/contracts';
import { createLogger, createMetrics, type Metrics } from '@ballast/telemetry';
import type { JetStreamManager } from 'nats';
import { connectMessaging } from '../src/connect.ts';
import { startConsumer } from '../src/consumer.ts';
import type { Consumer, ConsumerOptions } from '../src/consumer-options.ts';
import type { Messaging, PublishReceipt } from '../src/messaging.ts';
import { natsOf } from '../src/nats-messaging.ts';
import { type RawConsumerOptions, startRawConsumer } from '../src/raw-consumer.ts';
import { ensureTopology } from '../src/topology.ts';
import { CONSUMER } from '../src/topology-data.ts';
import type { TopologyOptions } from '../src/topology-options.ts';
import { MemoryAttemptLog } from './memory-attempt-log.ts';

export type NumberPayload = { number: string };

export interface Letter {
  readonly subject: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Everything a consumer test needs on one namespace of one server; `close` ends all of it and removes its streams. */
export class Bench {
  readonly log: Record<string, unknown>[] = [];
  readonly logger = createLogger({
    service: 'test',
    level: 'debug',
    destination: { write: (line: string) => void this.log.push(JSON.parse(line)) },
  });
  readonly attempts = new MemoryAttemptLog();
  readonly metrics: Metrics = createMetrics('test');
  readonly namespace: string;
  /** `host:port`, several with commas between them. */
  readonly server: string;
  readonly #opened: Messaging[] = [];
  readonly #consumers: Consumer[] = [];
  activity = 0;

  constructor(server: string, namespace: string) {
    this.server = server;
    this.namespace = namespace;
  }

  async connect(options: { server?: string; namespace?: string } = {}): Promise<Messaging> {
    const messaging = await connectMessaging({
      servers: (options.server ?? this.server).split(','),
      name: 'test',
      namespace: options.namespace ?? this.namespace,
      logger: this.logger,
    });
    this.#opened.push(messaging);
    return messaging;
  }

  /** A connection whose namespace has its streams and consumers. */
  async connectWithTopology(options: Partial<TopologyOptions> = {}): Promise<Messaging> {
    const messaging = await this.connect();
    await ensureTopology(messaging, { replicas: 1, ...options });
    return messaging;
  }

  consume(
    messaging: Messaging,
    handle: ConsumerOptions<NumberPayload>['handle'],
    options: Partial<ConsumerOptions<NumberPayload>> = {},
  ): Consumer {
    const consumer = startConsumer(messaging, {
      contract: PrimeCheckRequested,
      consumer: CONSUMER.primeCheck,
      concurrency: 2,
      handle,
      attempts: this.attempts,
      policy: { maxAttempts: 4, initialMs: 100, multiplier: 2, maxMs: 1000, jitter: 0 },
      worker: 'worker-1',
      logger: this.logger,
      metrics: this.metrics,
      onActivity: () => {
        this.activity += 1;
      },
      ...options,
    });
    return this.own(consumer);
  }

  /** Consumes dead letters. */
  consumeRaw(
    messaging: Messaging,
    handle: RawConsumerOptions['handle'],
    options: Partial<RawConsumerOptions> = {},
  ): Consumer {
    const consumer = startRawConsumer(messaging, {
      consumer: CONSUMER.deadLetters,
      concurrency: 16,
      handle,
      logger: this.logger,
      metrics: this.metrics,
      onActivity: () => {
        this.activity += 1;
      },
      ...options,
    });
    return this.own(consumer);
  }

  /** Has a consumer stopped with the bench. */
  own(consumer: Consumer): Consumer {
    this.#consumers.push(consumer);
    return consumer;
  }

  async publish(messaging: Messaging, identity = firstIdentity(randomUUID())): Promise<MessageIdentity> {
    await this.publishBody(messaging, JSON.stringify(envelopeOf(identity.id)), {
      messageId: formatEventId(identity),
      headers: { [HEADER.messageId]: formatEventId(identity) },
    });
    return identity;
  }

  publishBody(
    messaging: Messaging,
    body: string | Uint8Array,
    options: { messageId?: string; headers?: Record<string, string> } = {},
  ): Promise<PublishReceipt> {
    return messaging.publish({
      subject: PrimeCheckRequested.subject,
      messageId: options.messageId ?? randomUUID(),
      body,
      headers: options.headers ?? {},
    });
  }

  manager(messaging: Messaging): Promise<JetStreamManager> {
    return natsOf(messaging).connection.manager;
  }

  /** Messages in a stream, whether delivered or not. */
  async stored(messaging: Messaging, stream: string = CONSUMER.primeCheck.stream): Promise<number> {
    const manager = await this.manager(messaging);
    return (await manager.streams.info(`${this.namespace}_${stream}`)).state.messages;
  }

  async letters(messaging: Messaging): Promise<Letter[]> {
    const manager = await this.manager(messaging);
    const stream = `${this.namespace}_${CONSUMER.deadLetters.stream}`;
    const { first_seq, last_seq } = (await manager.streams.info(stream)).state;
    const letters: Letter[] = [];
    for (let seq = Math.max(1, first_seq); seq <= last_seq; seq += 1) {
      const message = await manager.streams.getMessage(stream, { seq });
      const headers = Object.fromEntries([...message.header].map(([name, values]) => [name, values[0] ?? '']));
      letters.push({ subject: message.subject, body: new TextDecoder().decode(message.data), headers });
    }
    return letters;
  }

  /** One series' value; `undefined` when it is not there. */
  async metric(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
    const metric = await this.metrics.registry.getSingleMetric(name)?.get();
    const matches = (have: Partial<Record<string, string | number>>) =>
      Object.entries(labels).every(([label, value]) => have[label] === value);
    return metric?.values.find((one) => matches(one.labels))?.value;
  }

  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    const connected = this.#opened.find((messaging) => messaging.connected());
    if (connected !== undefined) await this.removeStreams(connected);
    await Promise.all(this.#opened.map((messaging) => messaging.close()));
  }

  async removeStreams(messaging: Messaging): Promise<void> {
    const manager = await this.manager(messaging);
    const names = await manager.streams.names().next();
    const own = names.filter((name) => name.startsWith(`${this.namespace}_`));
    await Promise.all(own.map((name) => manager.streams.delete(name)));
  }
}

export function envelopeOf(id: string, number = '7', createdAt = new Date()) {
  return PrimeCheckRequested.build(id, { number }, createdAt);
}
