import { EVENT_STREAM_KEYS } from '@ballast/contracts';
import {
  countEventStreams,
  type EventStreamLimits,
  ensureEventStream,
  eventStreamStand,
  type Messaging,
  MessagingError,
} from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';
import { Code, ConnectError } from '@connectrpc/connect';

export interface EventStreamsOptions {
  /** Throws MessagingError `unavailable` before the first connection. */
  readonly messaging: () => Messaging;
  readonly limits: EventStreamLimits;
  readonly maxUnknown: number;
  readonly logger: Logger;
}

/** What a broker says that has lost its streams; that it is full as well, when its files are gone. */
const LOOK_AGAIN: ReadonlySet<string> = new Set(['no_stream', 'stream_full']);
const KNOWN: ReadonlySet<string> = new Set(EVENT_STREAM_KEYS);

/** Whether the broker says that a stream is not there, so that it has to be looked at anew. */
export function saysStreamIsGone(error: unknown): boolean {
  return error instanceof MessagingError && LOOK_AGAIN.has(error.code);
}

/**
 * Sees to it that a key has its stream. Each is looked at once, and again when the broker says that it is not there: a broker
 * that lost its store has lost the streams too.
 */
export class EventStreams {
  readonly #options: EventStreamsOptions;
  readonly #made = new Map<string, Promise<void>>();

  constructor(options: EventStreamsOptions) {
    this.#options = options;
  }

  /**
   * Does something with a key's stream, which is made first where it is not there, and once more when the broker says that it
   * is not there after all. Throws ConnectError `resource_exhausted` when the key is unknown and there are too many of those, and
   * MessagingError.
   */
  async use<T>(key: string, work: () => Promise<T>): Promise<T> {
    const look = this.#made.get(key) ?? this.#look(key);
    await look;
    try {
      return await work();
    } catch (error) {
      if (!saysStreamIsGone(error)) throw error;
      // Several may notice at once: the first of them looks, the others wait for it.
      const again = this.#made.get(key);
      await (again === undefined || again === look ? this.#look(key) : again);
      return await work();
    }
  }

  /**
   * Refuses a key that may have no stream, as far as it can be told: while the broker is away, nobody knows how many there are.
   * Throws ConnectError `resource_exhausted`.
   */
  async admit(key: string): Promise<void> {
    if (KNOWN.has(key)) return;
    try {
      await (this.#made.get(key) ?? this.#look(key));
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
    }
  }

  /** The known keys, and those whose streams were used. */
  keys(): string[] {
    return [...new Set([...EVENT_STREAM_KEYS, ...this.#made.keys()])];
  }

  /** Looks at the streams of all known keys anew. */
  async keep(): Promise<void> {
    const { messaging, limits, logger } = this.#options;
    for (const key of EVENT_STREAM_KEYS) {
      const change = await ensureEventStream(messaging(), key, limits);
      if (change !== 'unchanged') logger.warn({ stream: key }, `a stream was ${change}`);
    }
  }

  #look(key: string): Promise<void> {
    const look = this.#ensure(key);
    this.#made.set(key, look);
    look.catch(() => {
      if (this.#made.get(key) === look) this.#made.delete(key);
    });
    return look;
  }

  async #ensure(key: string): Promise<void> {
    const { messaging, limits, maxUnknown, logger } = this.#options;
    if (!KNOWN.has(key)) {
      const isThere = (await eventStreamStand(messaging(), key)) !== undefined;
      if (!isThere && (await countEventStreams(messaging())) >= KNOWN.size + maxUnknown) {
        logger.warn({ stream: key }, 'refused a stream of an unknown key: there are as many as there may be');
        throw new ConnectError('there are too many streams of unknown keys', Code.ResourceExhausted);
      }
      logger.warn({ stream: key }, 'publishing to an unknown stream key');
    }
    await ensureEventStream(messaging(), key, limits);
  }
}
