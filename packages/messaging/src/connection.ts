import type { Logger } from '@ballast/telemetry';
import { Events, type JetStreamClient, type JetStreamManager, type NatsConnection } from 'nats';
import { MessagingError } from './messaging-error.ts';
import { SilenceWatch } from './silence-watch.ts';

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
  readonly #hasOthers: boolean;
  #connected = true;
  #closing = false;
  readonly #onLost = new Set<() => void>();
  readonly #onReconnect = new Set<() => void>();
  readonly #onPublishRefused = new Set<(subject: string, error: MessagingError) => void>();
  readonly #silence = new SilenceWatch(() => this.#leave());
  /** The server that it is leaving for another one. */
  #leaving: string | undefined;

  /** @param hasOthers whether there is more than one server to connect to */
  constructor(nc: NatsConnection, logger: Logger, hasOthers: boolean) {
    this.nc = nc;
    this.#hasOthers = hasOthers;
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

  /** Calls `fn` when the server does not let us publish to a subject. */
  onPublishRefused(fn: (subject: string, error: MessagingError) => void): void {
    this.#onPublishRefused.add(fn);
  }

  /** The same as `untilLost`, for what JetStream is asked. */
  answer<T>(promise: Promise<T>): Promise<T> {
    return this.heard(this.untilLost(promise));
  }

  /** Waits for an answer of JetStream: when it answers nothing any more, another server is looked for. */
  async heard<T>(promise: Promise<T>): Promise<T> {
    try {
      const answer = await promise;
      this.#silence.answered();
      return answer;
    } catch (error) {
      if (this.#connected) this.#silence.failed(error);
      throw error;
    }
  }

  /**
   * Waits for an answer from the server, but not past the end of the connection it would come on. That throws `timeout`:
   * the server may have done what it was asked.
   */
  untilLost<T>(promise: Promise<T>): Promise<T> {
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
      } else if (status.type === Events.Reconnect && this.#isBackAt(this.#leaving)) {
        this.#leaving = undefined;
        void this.nc.reconnect();
      } else if (status.type === Events.Reconnect) {
        this.#leaving = undefined;
        this.#silence.answered();
        this.#connected = true;
        this.#logger.info({ server: status.data }, 'connected to NATS again');
        this.#tell(this.#onReconnect);
      } else if (status.type === Events.Error) {
        const { data: code, permissionContext: context } = status;
        this.#logger.warn({ code, context }, 'error reported by NATS');
        if (context?.operation === 'publish') this.#refuse(context.subject);
      }
    }
  }

  /** The client's list begins with the server that it was on: then the next in it is the other one. */
  #isBackAt(server: string | undefined): boolean {
    return server !== undefined && server === this.nc.getServer();
  }

  #leave(): void {
    if (this.#closing || !this.#connected || !this.#hasOthers) return;
    this.#leaving = this.nc.getServer();
    this.#logger.warn(
      { server: this.#leaving },
      'JetStream does not answer here: trying another server of the cluster',
    );
    void this.nc.reconnect();
  }

  #refuse(subject: string): void {
    const error = new MessagingError('rejected', `this account may not publish to ${subject}`);
    for (const listener of this.#onPublishRefused) listener(subject, error);
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
