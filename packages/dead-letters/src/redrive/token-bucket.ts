/** A late sender may make up for this much time and no more: what it keeps of its rate when its steps take long. */
const BURST_SECONDS = 0.2;

/** How many may be sent now at a rate a second. Begins with one, so that a taken-over job does not burst. */
export class TokenBucket {
  readonly #ratePerSecond: number;
  readonly #capacity: number;
  #tokens = 1;
  #filledAtMs: number;

  /** @param nowMs of a clock that only goes forward */
  constructor(ratePerSecond: number, nowMs: number) {
    this.#ratePerSecond = ratePerSecond;
    this.#capacity = 1 + ratePerSecond * BURST_SECONDS;
    this.#filledAtMs = nowMs;
  }

  available(nowMs: number): number {
    const gained = ((nowMs - this.#filledAtMs) / 1_000) * this.#ratePerSecond;
    this.#tokens = Math.min(this.#capacity, this.#tokens + gained);
    this.#filledAtMs = nowMs;
    return Math.floor(this.#tokens + 1e-9);
  }

  take(count: number): void {
    this.#tokens -= count;
  }
}
