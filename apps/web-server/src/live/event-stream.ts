import { SSE_EVENT } from '@ballast/contracts';
import type { FastifyReply } from 'fastify';
import type { FeedItem } from './change-feed.ts';

/** A reader this far behind is cut off: it comes back with its last event id, and the server's memory stays flat. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/**
 * One open event stream. News may come before the state that the stream starts with has been read: they are held until
 * `start`, and told first: what the stream starts with was read after them, since the feed's reads never overlap.
 */
export class EventStream {
  readonly #reply: FastifyReply;
  #held: FeedItem[] | undefined = [];

  constructor(reply: FastifyReply) {
    this.#reply = reply;
  }

  /** Sends an item, or holds it while the stream has not started. */
  push(item: FeedItem): void {
    if (this.#held === undefined) this.#write(item);
    else this.#held.push(item);
  }

  /** Opens the stream with what came in the meantime, followed by what was read. `onClose` is called exactly once. */
  start(read: readonly FeedItem[], onClose: () => void): void {
    const { raw, sse } = this.#reply;
    if (!sse.isConnected) {
      onClose();
      return;
    }
    sse.onClose(onClose);
    sse.keepAlive();
    sse.sendHeaders();
    // Node keeps the head back until the first byte of the body: a quiet stream would not open before its first heartbeat.
    raw.flushHeaders();
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const item of [...held, ...read]) this.#write(item);
  }

  /** Ends the stream in good order: the reader comes back with its last event id. */
  close(): void {
    this.#reply.sse.close();
  }

  #write(item: FeedItem): void {
    const { raw, sse } = this.#reply;
    if (!sse.isConnected) return;
    if (raw.writableLength > MAX_BUFFERED_BYTES) {
      raw.destroy();
      return;
    }
    const message =
      item.kind === 'reset'
        ? { event: SSE_EVENT.reset, data: {} }
        : { id: item.change.eventId, event: SSE_EVENT.primeCheck, data: item.change.primeCheck };
    // A write that fails is a connection that closed, and closing has a listener of its own.
    sse.send(message).catch(() => undefined);
  }
}
