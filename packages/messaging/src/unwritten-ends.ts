/** Bounded: the oldest is forgotten first, and a message that is forgotten runs alone once, for nothing. */
const MAX_MESSAGES = 10_000;

/**
 * Deliveries that ended in this process and may have left no row: done but not confirmed, or put off while the log was
 * out of order. This process has survived them, so they are no sign of a message that kills.
 */
export class UnwrittenEnds {
  readonly #counts = new Map<string, number>();

  count(message: string): number {
    return this.#counts.get(message) ?? 0;
  }

  add(message: string): void {
    const count = this.count(message) + 1;
    this.#counts.delete(message);
    this.#counts.set(message, count);
    const oldest = this.#counts.size > MAX_MESSAGES ? this.#counts.keys().next().value : undefined;
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  /** The message has left its stream. */
  forget(message: string): void {
    this.#counts.delete(message);
  }
}
