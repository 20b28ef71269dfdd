import type { Logger } from '@ballast/telemetry';
import { toMessagingError } from './client-error.ts';
import type { Connection } from './connection.ts';
import type { Messaging, OutgoingMessage, PublishLimit, PublishOutcome, PublishReceipt } from './messaging.ts';
import { MessagingError } from './messaging-error.ts';
import type { Namespace } from './namespace.ts';
import { publish } from './publish.ts';
import { PublishAcks } from './publish-acks.ts';
import { publishBatch } from './publish-batch.ts';
import { StreamDates } from './stream-dates.ts';
import { findStreamForSubject } from './topology-data.ts';
import { within } from './within.ts';

const ANSWER_TIMEOUT_MS = 5000;
const DRAIN_TIMEOUT_MS = 5000;

/** `Messaging` over one connection of the NATS client. What else this package needs of it is here, and not exported. */
export class NatsMessaging implements Messaging {
  readonly connection: Connection;
  readonly namespace: Namespace;
  readonly acks: PublishAcks;
  readonly streamDates: StreamDates;
  readonly closed: Promise<Error | undefined>;
  readonly logger: Logger;
  #closing: Promise<void> | undefined;

  constructor(connection: Connection, namespace: Namespace, logger: Logger) {
    this.connection = connection;
    this.namespace = namespace;
    this.logger = logger;
    this.acks = new PublishAcks(connection);
    this.streamDates = new StreamDates(connection, namespace);
    this.closed = connection.nc.closed().then((error) => this.#reasonOf(error));
  }

  publish(message: OutgoingMessage): Promise<PublishReceipt> {
    return publish(this, message);
  }

  publishBatch(messages: readonly OutgoingMessage[], limit?: PublishLimit): Promise<PublishOutcome[]> {
    return publishBatch(this, messages, limit);
  }

  streamCreated(stream: string): Promise<string> {
    return this.streamDates.created(stream);
  }

  streamForSubject(subject: string): string {
    const stream = findStreamForSubject(subject);
    if (stream === undefined) throw new MessagingError('no_stream', `no stream stores the subject ${subject}`);
    return stream;
  }

  notify(subject: string, data: Uint8Array | string = ''): void {
    if (!this.connected()) return;
    try {
      this.connection.nc.publish(this.namespace.subject(subject), data);
    } catch (error) {
      this.logger.debug({ err: error, subject }, 'notification dropped');
    }
  }

  async listen(
    subject: string,
    handler: (subject: string, data: Uint8Array) => void,
  ): Promise<{ readonly close: () => Promise<void> }> {
    const { nc } = this.connection;
    if (this.#closing !== undefined || nc.isClosed()) throw new MessagingError('closed', 'this connection was closed');
    const subscription = nc.subscribe(this.namespace.subject(subject), {
      callback: (error, message) => {
        try {
          if (error !== null) throw error;
          handler(this.namespace.stripSubject(message.subject), message.data);
        } catch (cause) {
          this.logger.error({ err: cause, subject }, 'a listener failed');
        }
      },
    });
    // Whoever reads the truth right after this must not miss what changes from then on. Not connected: the client
    // subscribes when it is, and what is sent until then is missed anyway.
    await this.ping().catch(() => undefined);
    return {
      close: async () => {
        if (!subscription.isClosed()) subscription.unsubscribe();
      },
    };
  }

  onReconnect(fn: () => void): () => void {
    return this.connection.onReconnect(fn);
  }

  connected(): boolean {
    return this.connection.connected();
  }

  async ping(): Promise<void> {
    this.connection.assertConnected();
    const answer = this.connection.untilLost(this.connection.nc.flush());
    try {
      await within(answer, ANSWER_TIMEOUT_MS, () => new MessagingError('timeout', 'NATS did not answer a ping'));
    } catch (error) {
      throw toMessagingError(error, 'pinging NATS');
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { nc } = this.connection;
    const wasConnected = this.connected();
    this.connection.close();
    if (nc.isClosed()) return;
    // Draining a lost connection would wait for the server's answer, for ever.
    if (wasConnected) {
      const drained = nc.drain().catch(() => undefined);
      await within(drained, DRAIN_TIMEOUT_MS, () => new Error('drain')).catch(() => undefined);
    }
    if (!nc.isClosed()) await nc.close();
  }

  // biome-ignore lint/suspicious/noConfusingVoidType: it is the client's type
  #reasonOf(error: Error | void): Error | undefined {
    if (this.#closing !== undefined || error === undefined) return undefined;
    return toMessagingError(error, 'the connection to NATS was closed');
  }
}

/** What is behind a `Messaging`. @throws TypeError for an object that `connectMessaging` did not make */
export function natsOf(messaging: Messaging): NatsMessaging {
  if (messaging instanceof NatsMessaging) return messaging;
  throw new TypeError('this Messaging was not made by connectMessaging');
}
