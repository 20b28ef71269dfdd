import { type Place, placeOfNow, withSharedSpan } from '@ballast/telemetry';
import { DatabaseError, isDatabaseError } from './database-error.ts';

export interface GroupCommitOptions<Item, Result> {
  /** The most items in one group. */
  readonly maxGroup: number;
  /** The most items that wait for a group; more are refused. */
  readonly maxQueued: number;
  /** How many groups may be under way at once (1). */
  readonly concurrency?: number;
  /** What is committed, as the span of a commit says it; default `group`. */
  readonly what?: string;
  /** Commits a group in one transaction and returns one result for each item, in their order. */
  readonly commit: (items: Item[]) => Promise<Result[]>;
}

/** The queue is full: shed load. */
export class GroupCommitFullError extends Error {
  override readonly name = 'GroupCommitFullError';
  readonly code = 'full';
}

/** An item came after `close`. */
export class GroupCommitClosedError extends Error {
  override readonly name = 'GroupCommitClosedError';
  readonly code = 'closed';
}

interface Entry<Item, Result> {
  readonly item: Item;
  /** Who submitted it, for the commit's span. */
  readonly place: Place;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits items that arrive at the same time together. There is no timer: an idle one commits an item at once, and what
 * arrives during a commit goes together into the next, so groups grow with the load and latency does not.
 *
 * A group that fails with `refused_row` is cut in halves until the guilty item stands alone: it fails, all others are
 * committed. With any other error the whole group fails, and nothing is known of its items but what the error says.
 */
export class GroupCommit<Item, Result> {
  readonly #options: Required<GroupCommitOptions<Item, Result>>;
  readonly #queue: Entry<Item, Result>[] = [];
  #running = 0;
  #isClosed = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: GroupCommitOptions<Item, Result>) {
    const { concurrency = 1, what = 'group', ...rest } = options;
    for (const [name, value] of Object.entries({ concurrency, maxGroup: rest.maxGroup, maxQueued: rest.maxQueued })) {
      if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} must be a whole number of at least 1`);
    }
    this.#options = { ...rest, concurrency, what };
  }

  /** Items that wait for a group. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Groups under way. */
  get running(): number {
    return this.#running;
  }

  /**
   * Resolves with the item's result once its transaction is committed. Throws `GroupCommitFullError`,
   * `GroupCommitClosedError`, or what `commit` threw for it.
   */
  submit(item: Item): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new GroupCommitClosedError('The group commit is closed'));
    if (this.#queue.length >= this.#options.maxQueued) {
      return Promise.reject(new GroupCommitFullError(`${this.#queue.length} items wait already`));
    }
    return new Promise<Result>((resolve, reject) => {
      this.#queue.push({ item, place: placeOfNow(), resolve, reject });
      this.#startGroups();
    });
  }

  /** Refuses new items; resolves when every item that was taken has its outcome. */
  close(): Promise<void> {
    this.#isClosed = true;
    return new Promise((resolve) => {
      this.#whenIdle.push(resolve);
      this.#tellIdle();
    });
  }

  #startGroups(): void {
    while (this.#running < this.#options.concurrency && this.#queue.length > 0) {
      const group = this.#queue.splice(0, this.#options.maxGroup);
      this.#running += 1;
      void this.#settle(group).finally(() => {
        this.#running -= 1;
        this.#startGroups();
        this.#tellIdle();
      });
    }
  }

  #tellIdle(): void {
    if (this.#running > 0 || this.#queue.length > 0) return;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  /** Never rejects: every outcome goes to the items. */
  async #settle(group: readonly Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await withSharedSpan(
        `commit ${this.#options.what}`,
        group.map(({ place }) => place),
        () => this.#commit(group),
      );
      for (const [index, { resolve }] of group.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (group.length > 1 && isDatabaseError(error, 'refused_row')) {
        const middle = Math.ceil(group.length / 2);
        await this.#settle(group.slice(0, middle));
        await this.#settle(group.slice(middle));
      } else {
        for (const { reject } of group) reject(error);
      }
    }
  }

  async #commit(group: readonly Entry<Item, Result>[]): Promise<Result[]> {
    const results = await this.#options.commit(group.map(({ item }) => item));
    if (results?.length !== group.length) {
      throw new DatabaseError('other', `commit returned ${results?.length} results for ${group.length} items`);
    }
    return results;
  }
}
