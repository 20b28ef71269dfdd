/**
 * Entries by name, at most so many: the one that was touched longest ago makes room for a new one, so that a log of any length
 * is read in the same memory.
 */
export class BoundedEntries<Entry> {
  readonly #entries = new Map<string, Entry>();
  readonly #most: number;
  #leftOut = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** How many entries made room. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** The entry of that name, made where there is none, and the youngest now. */
  touch(name: string, make: () => Entry): Entry {
    const entry = this.#entries.get(name) ?? make();
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    if (this.#entries.size > this.#most) {
      const [oldest] = this.#entries.keys();
      if (oldest !== undefined) this.#entries.delete(oldest);
      this.#leftOut += 1;
    }
    return entry;
  }

  values(): Entry[] {
    return [...this.#entries.values()];
  }
}
