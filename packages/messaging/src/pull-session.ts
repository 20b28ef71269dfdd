import { createInbox, type Msg, nanos, type Subscription } from 'nats';
import type { Connection } from './connection.ts';
import { within } from './within.ts';

const EXPIRES_MS = 30_000;
/** The server says this often that a request is still open; it is also how often an idle consumer shows a sign of life. */
const IDLE_HEARTBEAT_MS = 5000;
const SILENCE_MS = 2.5 * IDLE_HEARTBEAT_MS;
const DRAIN_TIMEOUT_MS = 2000;

/**
 * Why a session is over: `lost` the connection; `missing` stream or consumer; `silent` the server does not answer;
 * `refused` a request; `closed` by us.
 */
export type SessionEnd = {
  readonly why: 'lost' | 'missing' | 'silent' | 'refused' | 'closed';
  readonly detail: string;
};

export interface PullSessionOptions {
  readonly connection: Connection;
  /** As the server knows it. */
  readonly stream: string;
  readonly durable: string;
  readonly onMessage: (message: Msg) => void;
  /** The server has nothing to do for us, or has ended a request: time to ask again. */
  readonly onIdle: () => void;
}

/**
 * Pull requests on one inbox (NATS ADR-37). The client's own consumers refill by their own rule and keep on asking for a
 * consumer that is gone; here exactly as much is asked for as there is room, and every end is told.
 */
export class PullSession {
  readonly ended: Promise<SessionEnd>;
  readonly #options: PullSessionOptions;
  readonly #inbox = createInbox();
  readonly #subscription: Subscription;
  readonly #end: (end: SessionEnd) => void;
  readonly #silence: NodeJS.Timeout;
  readonly #stopListening: () => void;
  #outstanding = 0;
  #closing: Promise<void> | undefined;

  constructor(options: PullSessionOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#end = resolve;
    this.#subscription = options.connection.nc.subscribe(this.#inbox, {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.#end({ why: 'refused', detail: error.message });
      },
    });
    this.#silence = setTimeout(() => this.#onSilence(), SILENCE_MS);
    this.#stopListening = options.connection.onLost(() => this.#end({ why: 'lost', detail: 'disconnected' }));
  }

  /** Messages asked for that have neither come nor been refused. */
  outstanding(): number {
    return this.#outstanding;
  }

  request(count: number): void {
    const { connection, stream, durable } = this.#options;
    if (this.#closing !== undefined || count < 1 || !connection.connected()) return;
    const body = { batch: count, expires: nanos(EXPIRES_MS), idle_heartbeat: nanos(IDLE_HEARTBEAT_MS) };
    connection.nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(body), {
      reply: this.#inbox,
    });
    this.#outstanding += count;
    this.#silence.refresh();
  }

  /** Takes requests back. Until it resolves, messages that were under way may still come. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#end({ why: 'closed', detail: 'closed' });
    clearTimeout(this.#silence);
    this.#stopListening();
    if (this.#subscription.isClosed()) return;
    // Unsubscribing alone would drop what the server has sent already, and each such message would wait for its deadline.
    if (this.#options.connection.connected()) {
      const drained = this.#subscription.drain().catch(() => undefined);
      await within(drained, DRAIN_TIMEOUT_MS, () => new Error('drain')).catch(() => undefined);
    }
    if (!this.#subscription.isClosed()) this.#subscription.unsubscribe();
  }

  #receive(message: Msg): void {
    this.#silence.refresh();
    // A status comes to the inbox; a message keeps the subject it was published to.
    if (message.subject === this.#inbox) {
      this.#receiveStatus(message);
      return;
    }
    this.#outstanding = Math.max(0, this.#outstanding - 1);
    this.#options.onMessage(message);
  }

  #receiveStatus({ headers }: Msg): void {
    const code = headers?.code ?? 0;
    const detail = `${code} ${headers?.description ?? ''}`.trim();
    const left = Number(headers?.get('Nats-Pending-Messages') || Number.NaN);
    if (code === 100) {
      this.#options.onIdle();
    } else if (Number.isFinite(left)) {
      this.#outstanding = Math.max(0, this.#outstanding - left);
      this.#options.onIdle();
    } else if (code === 503 || code === 404 || /deleted/i.test(detail)) {
      this.#end({ why: 'missing', detail });
    } else {
      this.#end({ why: 'refused', detail });
    }
  }

  /** Old servers do not even answer a request to a consumer that is gone. */
  #onSilence(): void {
    if (this.#outstanding > 0) this.#end({ why: 'silent', detail: `no sign for ${SILENCE_MS} ms` });
    else this.#silence.refresh();
  }
}
