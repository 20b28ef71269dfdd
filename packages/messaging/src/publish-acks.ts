import { createInbox, ErrorCode, type Msg, type MsgHdrs, NatsError, type PubAck, type Subscription } from 'nats';
import type { Connection } from './connection.ts';
import { MessagingError } from './messaging-error.ts';

interface Waiting {
  readonly subject: string;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (ack: PubAck) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Publishes to JetStream, and finds for each answer the message that it is about. The client's own way makes a race of promises
 * and an error with its stack for every message, also when it is stored: three quarters of what publishing costs.
 */
export class PublishAcks {
  readonly #connection: Connection;
  readonly #inbox = createInbox();
  readonly #waiting = new Map<string, Waiting>();
  #listening: Subscription | undefined;
  #count = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
    // The answers would come on the connection that is gone: they may be stored, or not.
    connection.onLost(() => this.#rejectAll(new MessagingError('timeout', 'the connection broke before the answer')));
    connection.onPublishRefused((subject, error) => this.#rejectAll(error, subject));
  }

  /** Resolves when the server has stored the message. Throws what the client throws for an answer that says otherwise. */
  publish(subject: string, body: Uint8Array, headers: MsgHdrs, timeoutMs: number): Promise<PubAck> {
    this.#listen();
    return new Promise((resolve, reject) => {
      const token = (this.#count++).toString(36);
      this.#connection.nc.publish(subject, body, { headers, reply: `${this.#inbox}.${token}` });
      const late = () => this.#end(token)?.reject(NatsError.errorForCode(ErrorCode.Timeout));
      this.#waiting.set(token, { subject, timer: setTimeout(late, timeoutMs), resolve, reject });
    });
  }

  /** The client listens again by itself after each reconnect. */
  #listen(): void {
    if (this.#listening !== undefined) return;
    this.#listening = this.#connection.nc.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error === null) return this.#hear(message);
        // The server lets us not listen there; with the next message it is asked again.
        this.#listening = undefined;
        this.#rejectAll(error);
      },
    });
  }

  #hear(message: Msg): void {
    // Nobody waits for one that comes late.
    const waiting = this.#end(message.subject.slice(this.#inbox.length + 1));
    if (waiting === undefined) return;
    try {
      waiting.resolve(readAck(message));
    } catch (error) {
      waiting.reject(error);
    }
  }

  #end(token: string): Waiting | undefined {
    const waiting = this.#waiting.get(token);
    if (waiting === undefined) return undefined;
    this.#waiting.delete(token);
    clearTimeout(waiting.timer);
    return waiting;
  }

  #rejectAll(error: unknown, subject?: string): void {
    for (const [token, waiting] of this.#waiting) {
      if (subject === undefined || waiting.subject === subject) this.#end(token)?.reject(error);
    }
  }
}

type Answer = Partial<PubAck> & { readonly error?: NonNullable<NatsError['api_error']> };

function readAck(message: Msg): PubAck {
  if (message.data.length === 0 && message.headers?.code === 503) throw NatsError.errorForCode(ErrorCode.NoResponders);
  const { error, stream, seq, duplicate = false } = JSON.parse(message.string()) as Answer;
  if (error !== undefined)
    throw Object.assign(new NatsError(error.description, String(error.code)), { api_error: error });
  if (stream === undefined || stream === '' || seq === undefined)
    throw NatsError.errorForCode(ErrorCode.JetStreamInvalidAck);
  return { stream, seq, duplicate } as PubAck;
}
