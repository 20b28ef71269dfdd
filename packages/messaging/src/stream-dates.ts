import { toMessagingError } from './client-error.ts';
import type { Connection } from './connection.ts';
import type { Namespace } from './namespace.ts';

const MAX_AGE_MS = 5000;

interface Entry {
  readonly created: Promise<string>;
  readonly askedAt: number;
  highestSeq: number;
}

/**
 * When each stream was made, remembered for a few seconds: whoever publishes thousands of messages wants it for each.
 * Forgotten after a reconnect, and when a sequence number goes backwards, which only a stream that was made anew does.
 */
export class StreamDates {
  readonly #connection: Connection;
  readonly #namespace: Namespace;
  readonly #entries = new Map<string, Entry>();

  constructor(connection: Connection, namespace: Namespace) {
    this.#connection = connection;
    this.#namespace = namespace;
    connection.onReconnect(() => this.#entries.clear());
  }

  /** @throws MessagingError `no_stream`, `unavailable`, `timeout` */
  created(stream: string): Promise<string> {
    const known = this.#entries.get(stream);
    if (known !== undefined && performance.now() - known.askedAt < MAX_AGE_MS) return known.created;
    const created = this.#ask(stream);
    this.#entries.set(stream, { created, askedAt: performance.now(), highestSeq: 0 });
    created.catch(() => {
      if (this.#entries.get(stream)?.created === created) this.forget(stream);
    });
    return created;
  }

  sawSequence(stream: string, seq: number): void {
    const known = this.#entries.get(stream);
    if (known === undefined) return;
    if (seq < known.highestSeq) this.forget(stream);
    else known.highestSeq = seq;
  }

  forget(stream: string): void {
    this.#entries.delete(stream);
  }

  async #ask(stream: string): Promise<string> {
    try {
      this.#connection.assertConnected();
      const manager = await this.#connection.manager;
      const info = await this.#connection.answer(manager.streams.info(this.#namespace.stream(stream)));
      return info.created;
    } catch (error) {
      throw toMessagingError(error, `asking about the stream ${stream}`);
    }
  }
}
