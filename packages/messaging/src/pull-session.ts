import { createInbox, type Msg, nanos, type Subscription } from 'nats';
import type { Connection } from './connection.ts';
import { endSubscription } from './end-subscription.ts';
import { within } from './within.ts';

/**
 * The server answers a request at the latest after this. Short, since a request can only be taken back by unsubscribing,
 * and what the server has under way then is dropped and waits for its ack deadline: closing waits for the answer instead.
 */
const EXPIRES_MS = 500;
const SILENCE_MS = 5000;
const LATE_MS = 2000;

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
  readonly #tellEnd: (end: SessionEnd) => void;
  readonly #silence: NodeJS.Timeout;
  readonly #stopListening: () => void;
  readonly #emptied: () => void;
  readonly #empty: Promise<void>;
  #outstanding = 0;
  #why: SessionEnd['why'] | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: PullSessionOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#tellEnd = resolve;
    const empty = Promise.withResolvers<void>();
    this.#empty = empty.promise;
    this.#emptied = empty.resolve;
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
    const body = { batch: count, expires: nanos(EXPIRES_MS) };
    try {
      connection.nc.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`, JSON.stringify(body), {
        reply: this.#inbox,
      });
    } catch {
      // The connection is being closed: nothing more can come over it.
      return;
    }
    this.#outstanding += count;
    this.#silence.refresh();
  }

  /** Requests nothing more, and resolves when nothing more can come. What comes until then is still handed over. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#end({ why: 'closed', detail: 'closed' });
    const { connection } = this.#options;
    if (this.#why === 'closed' && this.#outstanding > 0 && connection.connected()) {
      const late = () => new Error('the server did not answer');
      await within(this.#empty, EXPIRES_MS + LATE_MS, late).catch(() => undefined);
    }
    clearTimeout(this.#silence);
    this.#stopListening();
    await endSubscription(connection, this.#subscription);
  }

  #end(end: SessionEnd): void {
    this.#why ??= end.why;
    this.#tellEnd(end);
    // Nothing will come that is worth waiting for.
    if (end.why !== 'closed') this.#emptied();
  }

  #expectLess(count: number): void {
    this.#outstanding = Math.max(0, this.#outstanding - count);
    if (this.#outstanding === 0 && this.#closing !== undefined) this.#emptied();
  }

  #receive(message: Msg): void {
    this.#silence.refresh();
    // A status comes to the inbox; a message keeps the subject it was published to.
    if (message.subject === this.#inbox) {
      this.#receiveStatus(message);
      return;
    }
    this.#options.onMessage(message);
    this.#expectLess(1);
  }

  #receiveStatus({ headers }: Msg): void {
    const code = headers?.code ?? 0;
    const detail = `${code} ${headers?.description ?? ''}`.trim();
    const left = Number(headers?.get('Nats-Pending-Messages') || Number.NaN);
    if (Number.isFinite(left)) {
      this.#expectLess(left);
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
