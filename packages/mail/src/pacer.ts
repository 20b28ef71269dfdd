import { setTimeout as pause } from 'node:timers/promises';

export interface PacerClock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

const realClock: PacerClock = {
  now: () => performance.now(),
  sleep: async (ms) => {
    await pause(ms);
  },
};

/**
 * Lets through at most `perSecond` callers a second, evenly spaced and in the order they came; one who comes when it
 * is idle goes at once. Spacing instead of windows, because two full windows may meet: the pool's own limit let
 * twice its rate through within one second. A caller who gives up uses no turn: the next in line has it.
 */
export class Pacer {
  readonly #intervalMs: number;
  readonly #clock: PacerClock;
  readonly #line = new Set<() => void>();
  #nextTurnMs = Number.NEGATIVE_INFINITY;
  #isServing = false;

  constructor(perSecond: number, clock: PacerClock = realClock) {
    this.#intervalMs = 1000 / perSecond;
    this.#clock = clock;
  }

  /** Resolves when it is the caller's turn; rejects with the signal's reason when that comes first. */
  turn(signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const giveUp = () => {
      this.#line.delete(go);
      reject(signal?.reason);
    };
    const go = () => {
      signal?.removeEventListener('abort', giveUp);
      resolve();
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#line.add(go);
    void this.#serve();
    return promise;
  }

  /** Never rejects. */
  async #serve(): Promise<void> {
    if (this.#isServing) return;
    this.#isServing = true;
    while (this.#line.size > 0) {
      const waitMs = this.#nextTurnMs - this.#clock.now();
      if (waitMs > 0) await this.#clock.sleep(waitMs);
      const [next] = this.#line;
      if (next === undefined) break;
      this.#line.delete(next);
      this.#nextTurnMs = Math.max(this.#clock.now(), this.#nextTurnMs) + this.#intervalMs;
      next();
    }
    this.#isServing = false;
  }
}
