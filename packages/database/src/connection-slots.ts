import { DatabaseError } from './database-error.ts';

interface Waiter {
  readonly admit: () => void;
  readonly refuse: (error: DatabaseError) => void;
}

/**
 * The door before the pool: at most `size` callers are inside, at most `queueLimit` wait, none longer than it wants to.
 * The driver's own queue has no time limit, and reports its length limit by text alone.
 */
export class ConnectionSlots {
  readonly #size: number;
  readonly #queueLimit: number;
  readonly #waiters = new Set<Waiter>();
  #inside = 0;
  #closedBy: DatabaseError | undefined;
  #whenEmpty: (() => void) | undefined;

  constructor(size: number, queueLimit: number) {
    this.#size = size;
    this.#queueLimit = queueLimit;
  }

  get inUse(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiters.size;
  }

  /** Takes a slot, first come first served. Throws `pool_exhausted` when the queue is full or the time is over. */
  async take(timeoutMs: number): Promise<void> {
    if (this.#closedBy !== undefined) throw this.#closedBy;
    if (this.#inside < this.#size) {
      this.#inside += 1;
      return;
    }
    if (this.#waiters.size >= this.#queueLimit) {
      throw new DatabaseError('pool_exhausted', `${this.#waiters.size} callers wait for a database connection already`);
    }
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        admit: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const timer = setTimeout(
        () =>
          waiter.refuse(new DatabaseError('pool_exhausted', `No database connection became free in ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#waiters.add(waiter);
    });
  }

  /** Gives a slot back: to the one who has waited longest, if anyone waits. */
  give(): void {
    const [next] = this.#waiters;
    if (next !== undefined) {
      next.admit();
      return;
    }
    this.#inside -= 1;
    if (this.#inside === 0) this.#whenEmpty?.();
  }

  /** Refuses everyone who waits or comes from now on. Resolves when nobody is inside any more. */
  close(reason: DatabaseError): Promise<void> {
    this.#closedBy = reason;
    for (const waiter of [...this.#waiters]) waiter.refuse(reason);
    return new Promise((resolve) => {
      if (this.#inside === 0) resolve();
      else this.#whenEmpty = resolve;
    });
  }
}
