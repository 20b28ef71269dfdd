/**
 * What a prime of so many digits costs, in ms: 1,500 at 1,000 digits, growing with the cube (benchmarks/primality.ts prints
 * the real figures). Only the proportions matter here.
 */
export function expectedCostMs(digits: number): number {
  return 1_500 * (digits / 1_000) ** 3;
}

interface Waiting<T> {
  readonly item: T;
  /** When it would be finished, had it been started on arrival. */
  readonly ideal: number;
}

/**
 * The checks that wait for a thread. The one that could have been finished first goes first: a short one overtakes the long
 * ones that came shortly before it, yet no long one is overtaken by what arrives later than its own cost, so none starves.
 */
export class WaitingLine<T> {
  #waiting: Waiting<T>[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  add(item: T, costMs: number, now: number): void {
    this.#waiting.push({ item, ideal: now + costMs });
  }

  /** Takes the next one out; a scan, since the consumer's concurrency bounds the line to some dozens. */
  next(): T | undefined {
    const first = this.#waiting.reduce<Waiting<T> | undefined>(
      (best, entry) => (best === undefined || entry.ideal < best.ideal ? entry : best),
      undefined,
    );
    if (first === undefined) return undefined;
    this.#waiting.splice(this.#waiting.indexOf(first), 1);
    return first.item;
  }

  remove(item: T): void {
    this.#waiting = this.#waiting.filter((entry) => entry.item !== item);
  }
}
