import { SSE_EVENT } from '@ballast/contracts';
import type { FastifyReply } from 'fastify';
import type { Change, FeedItem } from './change-feed.ts';

/** A reader this far behind is cut off: it comes back with its last event id, and the server's memory stays flat. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/**
 * One open event stream. News may come before the state that the stream starts with has been read: they are held until
 * `start`, and then told in the order in which the changes happened.
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

  /** Opens the stream with what was read, followed by what came in the meantime. `onClose` is called exactly once. */
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
    for (const item of inOrder([...read, ...held])) this.#write(item);
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

function inOrder(items: readonly FeedItem[]): FeedItem[] {
  return items.toSorted((a, b) => timeOf(a) - timeOf(b));
}

function timeOf(item: FeedItem): number {
  return item.kind === 'reset' ? 0 : changeTime(item.change);
}

function changeTime(change: Change): number {
  return Number(change.eventId);
}
