import { millis } from 'nats';
import { toMessagingError } from './client-error.ts';
import type { Incarnation } from './delivery.ts';
import { MessagingError } from './messaging-error.ts';
import type { NatsMessaging } from './nats-messaging.ts';

/** Makes a consumer that is not there. `wasThere`: it had been seen, and is gone. */
export type Make = (wasThere: boolean) => Promise<void>;

/**
 * Knows which making of a stream and consumer is on the server. It is forgotten whenever that may have changed: an
 * acknowledgement names a sequence number alone, so one for a message of the old stream would settle whichever message
 * has that number in the new one, unprocessed.
 */
export class IncarnationSource {
  readonly #nats: NatsMessaging;
  readonly #stream: string;
  readonly #durable: string;
  readonly #stopListening: () => void;
  readonly #make: Make | undefined;
  #current: Incarnation | undefined;
  #wasThere = false;
  #asking: Promise<Incarnation> | undefined;

  constructor(nats: NatsMessaging, consumer: { readonly stream: string; readonly durable: string }, make?: Make) {
    this.#nats = nats;
    this.#make = make;
    this.#stream = nats.namespace.stream(consumer.stream);
    this.#durable = consumer.durable;
    this.#stopListening = nats.connection.onLost(() => this.forget());
  }

  /** What is known without asking. */
  known(): Incarnation | undefined {
    return this.#current;
  }

  /** Asks the server if need be. Throws MessagingError: `no_stream` when stream or consumer are not there, and cannot be made. */
  async current(): Promise<Incarnation> {
    if (this.#current !== undefined) return this.#current;
    this.#asking ??= this.#askOrMake();
    const asking = this.#asking;
    try {
      const found = await asking;
      // Forgotten meanwhile: the answer may be about what was there before.
      if (this.#asking === asking) this.#current = found;
      return found;
    } finally {
      if (this.#asking === asking) this.#asking = undefined;
    }
  }

  forget(): void {
    this.#current = undefined;
    this.#asking = undefined;
  }

  close(): void {
    this.#stopListening();
  }

  async #askOrMake(): Promise<Incarnation> {
    let found: Incarnation;
    try {
      found = await this.#ask();
    } catch (error) {
      const isMissing = error instanceof MessagingError && error.code === 'no_stream';
      if (this.#make === undefined || !isMissing) throw error;
      await this.#make(this.#wasThere);
      found = await this.#ask();
    }
    this.#wasThere = true;
    return found;
  }

  async #ask(): Promise<Incarnation> {
    const { connection } = this.#nats;
    try {
      connection.assertConnected();
      const manager = await connection.manager;
      const [stream, consumer] = await connection.answer(
        Promise.all([manager.streams.info(this.#stream), manager.consumers.info(this.#stream, this.#durable)]),
      );
      return {
        streamCreated: stream.created,
        consumerCreated: consumer.created,
        ackWaitMs: millis(consumer.config.ack_wait ?? 0) || 30_000,
        maxDeliver: consumer.config.max_deliver ?? -1,
      };
    } catch (error) {
      throw toMessagingError(error, `looking for the consumer ${this.#durable} of ${this.#stream}`);
    }
  }
}
