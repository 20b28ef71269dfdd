import { LRUCache } from 'lru-cache';
import type { BucketState } from './decision.ts';

const MOST_DENIALS = 20_000;
/** A reset, or a limit that was raised, is noticed after so long. */
const LONGEST_MS = 1_000;

interface Denial {
  readonly state: BucketState;
  /** Units that were refused: a smaller cost may fit. */
  readonly need: number;
  readonly at: number;
  /** Until when Redis cannot answer otherwise. */
  readonly until: number;
}

/**
 * What Redis refused a moment ago, so that who goes on asking is answered without asking Redis. It refuses nobody whom
 * Redis would let pass: until the wait is over, the bucket cannot hold what was asked for, whoever else asks. Bounded; who
 * falls out is asked for in Redis again. Milliseconds on the process's own clock, which does not jump.
 */
export class KnownDenials {
  readonly #denials = new LRUCache<string, Denial>({ max: MOST_DENIALS });
  /** Refusals from memory that Redis does not know yet, by the penalty's key. */
  readonly #untold = new LRUCache<string, number>({ max: MOST_DENIALS });

  get size(): number {
    return this.#denials.size + this.#untold.size;
  }

  /**
   * @param certainMs how long Redis would answer the same
   * @param askedAt when it was asked: its answer can only be younger
   */
  remember(key: string, need: number, state: BucketState, certainMs: number, askedAt: number): void {
    this.#denials.set(key, { state, need, at: askedAt, until: askedAt + Math.min(LONGEST_MS, certainMs) });
  }

  /** The bucket as it is now, if it is known to refuse so much. */
  find(key: string, need: number): BucketState | undefined {
    const denial = this.#denials.get(key);
    if (denial === undefined || need < denial.need) return undefined;
    const { state } = denial;
    const now = performance.now();
    if (now >= denial.until) {
      this.#denials.delete(key);
      return undefined;
    }
    const passed = now - denial.at;
    const left = (ms: number) => Math.max(0, Math.ceil(ms - passed));
    return { ...state, fullInMs: left(state.fullInMs), waitMs: left(state.waitMs), blockedMs: left(state.blockedMs) };
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#denials.delete(key);
      this.#untold.delete(key);
    }
  }

  hold(penaltyKey: string, refusals: number): void {
    if (refusals > 0) this.#untold.set(penaltyKey, (this.#untold.get(penaltyKey) ?? 0) + refusals);
  }

  /** What is to be told; it counts as told. */
  takeUntold(penaltyKey: string): number {
    const refusals = this.#untold.get(penaltyKey) ?? 0;
    this.#untold.delete(penaltyKey);
    return refusals;
  }
}
