/** Bounded: the oldest is forgotten first, and a message that is forgotten runs alone once, for nothing. */
const MAX_MESSAGES = 10_000;

/**
 * Deliveries that ended in this process and may have left no row: done but not confirmed, or put off while the log was
 * out of order. This process has survived them, so they are no sign of a message that kills.
 */
export class UnwrittenEnds {
  readonly #counts = new Map<string, number>();

  count(messageId: string): number {
    return this.#counts.get(messageId) ?? 0;
  }

  add(messageId: string): void {
    const count = this.count(messageId) + 1;
    this.#counts.delete(messageId);
    this.#counts.set(messageId, count);
    const oldest = this.#counts.size > MAX_MESSAGES ? this.#counts.keys().next().value : undefined;
    if (oldest !== undefined) this.#counts.delete(oldest);
  }

  /** The message has left its stream. */
  forget(messageId: string): void {
    this.#counts.delete(messageId);
  }
}
