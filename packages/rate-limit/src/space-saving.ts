/** At least so many requests, and denials, that were seen of one identity. */
export interface Tally {
  readonly requests: number;
  readonly denied: number;
}

interface Slot {
  requests: number;
  denied: number;
  /** What the slot stood at when this identity took it over: it may have had so many, or none. */
  inherited: number;
}

/**
 * Who asked most, in bounded memory, however many ask: a space-saving sketch (Metwally, Agrawal, El Abbadi: Efficient Computation
 * of Frequent and Top-k Elements in Data Streams, 2005). A newcomer takes over the slot of the smallest with its count. Whoever made
 * more than `1 / capacity` of all requests has a slot. `entries` leaves out what was inherited: nobody is said to have
 * asked more than he did.
 */
export class SpaceSaving {
  readonly #capacity: number;
  readonly #slots = new Map<string, Slot>();
  /** No slot stands below it. Counts only grow, and newcomers stand last, so that the search for the smallest is short. */
  #least = 1;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#slots.size;
  }

  add(id: string, isDenied: boolean): void {
    const slot = this.#slots.get(id) ?? this.#take(id);
    slot.requests += 1;
    if (isDenied) slot.denied += 1;
  }

  entries(): [id: string, tally: Tally][] {
    return [...this.#slots].map(([id, slot]) => [
      id,
      { requests: slot.requests - slot.inherited, denied: slot.denied },
    ]);
  }

  clear(): void {
    this.#slots.clear();
    this.#least = 1;
  }

  #take(id: string): Slot {
    const inherited = this.#slots.size < this.#capacity ? 0 : this.#evictSmallest();
    const slot = { requests: inherited, denied: 0, inherited };
    this.#slots.set(id, slot);
    return slot;
  }

  #evictSmallest(): number {
    let smallest: string | undefined;
    let count = Number.POSITIVE_INFINITY;
    for (const [id, slot] of this.#slots) {
      if (slot.requests >= count) continue;
      smallest = id;
      count = slot.requests;
      if (count === this.#least) break;
    }
    this.#least = count;
    if (smallest !== undefined) this.#slots.delete(smallest);
    return count;
  }
}
