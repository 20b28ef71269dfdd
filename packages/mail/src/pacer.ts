import { setTimeout as pause } from 'node:timers/promises';

export interface PacerClock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const realClock: PacerClock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => {
    await pause(ms, undefined, signal === undefined ? {} : { signal });
  },
};

/**
 * Lets through at most `perSecond` callers a second, evenly spaced and in the order they came; one who comes when it
 * is idle goes at once. Spacing instead of windows, because two full windows may meet: the pool's own limit let
 * twice its rate through within one second.
 */
export class Pacer {
  readonly #intervalMs: number;
  readonly #clock: PacerClock;
  #nextSlotMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number, clock: PacerClock = realClock) {
    this.#intervalMs = 1000 / perSecond;
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn; rejects with the signal's reason when that comes first. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const slot = Math.max(now, this.#nextSlotMs);
    this.#nextSlotMs = slot + this.#intervalMs;
    if (slot > now) await this.#clock.sleep(slot - now, signal);
  }
}
