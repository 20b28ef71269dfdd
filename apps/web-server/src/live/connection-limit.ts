import { ProblemError } from '../plugins/problem-error.ts';

/** Knows the open event streams, refuses more than `max` of them, and closes them all when the server ends. */
export class ConnectionLimit {
  readonly #max: number;
  readonly #open = new Set<{ close(): void }>();

  constructor(max: number) {
    this.#max = max;
  }

  get open(): number {
    return this.#open.size;
  }

  /** Takes a place for a stream; the answer gives it back. Throws a 503 problem when all are taken. */
  take(stream: { close(): void }): () => unknown {
    if (this.#open.size >= this.#max) {
      throw new ProblemError('overloaded', 'Too many live connections are open. Try again in a moment.', {
        retryAfterSeconds: 5,
      });
    }
    this.#open.add(stream);
    return () => this.#open.delete(stream);
  }

  closeAll(): void {
    for (const stream of this.#open) stream.close();
  }
}
