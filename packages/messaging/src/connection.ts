import type { Logger } from '@ballast/telemetry';
import { Events, type JetStreamClient, type JetStreamManager, type NatsConnection } from 'nats';
import { MessagingError } from './messaging-error.ts';

/**
 * The client's connection, and what we know about it. The client itself lets one write into a connection that is not
 * there (and throws it away at the next dial), so whoever sends asks here first.
 */
export class Connection {
  readonly nc: NatsConnection;
  readonly jetStream: JetStreamClient;
  /** Streams and consumers. A promise for form's sake: it was made without asking the server. */
  readonly manager: Promise<JetStreamManager>;
  readonly #logger: Logger;
  #connected = true;
  #closing = false;
  readonly #onLost = new Set<() => void>();
  readonly #onReconnect = new Set<() => void>();

  constructor(nc: NatsConnection, logger: Logger) {
    this.nc = nc;
    this.jetStream = nc.jetstream();
    this.manager = nc.jetstreamManager({ checkAPI: false });
    this.#logger = logger;
    void this.#follow();
    void nc.closed().then(() => this.#lose());
  }

  connected(): boolean {
    return this.#connected;
  }

  onReconnect(fn: () => void): () => void {
    this.#onReconnect.add(fn);
    return () => this.#onReconnect.delete(fn);
  }

  onLost(fn: () => void): () => void {
    this.#onLost.add(fn);
    return () => this.#onLost.delete(fn);
  }

  /** @throws MessagingError `unavailable` or `closed` */
  assertConnected(): void {
    if (this.#closing || this.nc.isClosed()) throw new MessagingError('closed', 'this connection was closed');
    if (!this.#connected) throw new MessagingError('unavailable', 'not connected to NATS');
  }

  /**
   * Waits for an answer from the server, but not past the end of the connection it would come on. That throws `timeout`:
   * the server may have done what it was asked.
   */
  answer<T>(promise: Promise<T>): Promise<T> {
    // A listener for each answer, and not a race with one long-lived promise: that would keep every answer in memory.
    return new Promise<T>((resolve, reject) => {
      const lost = this.onLost(() => reject(new MessagingError('timeout', 'the connection broke before the answer')));
      promise.then(resolve, reject).finally(lost);
    });
  }

  close(): void {
    this.#closing = true;
  }

  async #follow(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === Events.Disconnect) {
        if (!this.#closing) this.#logger.warn({ server: status.data }, 'connection to NATS lost; reconnecting');
        this.#lose();
      } else if (status.type === Events.Reconnect) {
        this.#connected = true;
        this.#logger.info({ server: status.data }, 'connected to NATS again');
        this.#tell(this.#onReconnect);
      } else if (status.type === Events.Error) {
        this.#logger.warn({ code: status.data, context: status.permissionContext }, 'error reported by NATS');
      }
    }
  }

  #lose(): void {
    this.#connected = false;
    this.#tell(this.#onLost);
  }

  #tell(listeners: ReadonlySet<() => void>): void {
    for (const listener of [...listeners]) {
      try {
        listener();
      } catch (error) {
        this.#logger.error({ err: error }, 'a listener of the connection failed');
      }
    }
  }
}
