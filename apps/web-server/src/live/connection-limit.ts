import type { Caller } from '../identity/caller.ts';
import { ProblemError } from '../plugins/problem-error.ts';

export interface ConnectionBounds {
  readonly max: number;
  /** Of one client address, and of one user wherever it comes from. */
  readonly maxPerClient: number;
}

/** Whose stream it is. */
export interface StreamClient {
  readonly clientAddress: string;
  readonly caller: Caller;
}

const RETRY_AFTER_SECONDS = 5;

/** Knows the open event streams, refuses those beyond the bounds, and closes them all when the server ends. */
export class ConnectionLimit {
  readonly #bounds: ConnectionBounds;
  readonly #open = new Set<{ close(): void }>();
  /** How many streams each address and each user has; those that have none are not in it. */
  readonly #counts = new Map<string, number>();

  constructor(bounds: ConnectionBounds) {
    this.#bounds = bounds;
  }

  get open(): number {
    return this.#open.size;
  }

  /**
   * Takes a place for a stream; the answer gives it back. Throws a 429 problem when its address or its user has as many
   * as one may have, a 503 problem when all are taken.
   */
  take(stream: { close(): void }, { clientAddress, caller }: StreamClient): () => void {
    const clients = [`ip ${clientAddress}`, ...(caller.kind === 'user' ? [`user ${caller.userId}`] : [])];
    if (clients.some((client) => (this.#counts.get(client) ?? 0) >= this.#bounds.maxPerClient)) {
      throw new ProblemError('rate_limited', 'Too many live connections are open from here. Close one of them.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    if (this.#open.size >= this.#bounds.max) {
      throw new ProblemError('overloaded', 'Too many live connections are open. Try again in a moment.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
    this.#open.add(stream);
    for (const client of clients) this.#counts.set(client, (this.#counts.get(client) ?? 0) + 1);
    return () => {
      if (!this.#open.delete(stream)) return;
      for (const client of clients) this.#giveBack(client);
    };
  }

  closeAll(): void {
    for (const stream of this.#open) stream.close();
  }

  #giveBack(client: string): void {
    const left = (this.#counts.get(client) ?? 1) - 1;
    if (left === 0) this.#counts.delete(client);
    else this.#counts.set(client, left);
  }
}
