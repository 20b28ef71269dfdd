import { LRUCache } from 'lru-cache';
import type { BucketState } from './decision.ts';
import type { CheckNames } from './plan-check.ts';

const MOST_DENIALS = 20_000;
/** A reset, or a limit that was raised, is noticed after so long. */
const LONGEST_MS = 1_000;
/** Refusals that nobody followed up are no part of what the same address, maybe somebody else, does later. */
const UNTOLD_MS = 2_000;
/** Between two questions for a strike's sake: however fast somebody asks, Redis is asked ten times a second. */
const STRIKE_EVERY_MS = 100;

interface Denial {
  readonly state: BucketState;
  /** Units that were refused: a smaller cost may fit. */
  readonly need: number;
  readonly at: number;
  /** Until when Redis cannot answer otherwise. */
  readonly until: number;
}

/** Towards the next strike of somebody. */
interface Untold {
  /** What Redis knew when it was asked last. */
  readonly known: number;
  readonly askedAt: number;
  /** When an early look let somebody pass who was to be told of a strike. */
  readonly letPassAt: number;
  /** Refusals from memory since then, and when the last one was. */
  readonly refusals: number;
  readonly at: number;
}

const NEVER = Number.NEGATIVE_INFINITY;
const NOTHING: Untold = { known: 0, askedAt: NEVER, letPassAt: NEVER, refusals: 0, at: NEVER };

/**
 * What Redis refused a moment ago, so that who goes on asking is answered without asking Redis. It refuses nobody whom
 * Redis would let pass: until the wait is over, the bucket cannot hold what was asked for, whoever else asks. Bounded; who
 * falls out is asked for in Redis again. Milliseconds on the process's own clock, which does not jump.
 */
export class KnownDenials {
  readonly #denials = new LRUCache<string, Denial>({ max: MOST_DENIALS });
  /** By the penalty's key. */
  readonly #untold = new LRUCache<string, Untold>({ max: MOST_DENIALS });

  /** When the last of the denials is over. */
  #overAt = NEVER;

  get size(): number {
    return this.#denials.size + this.#untold.size;
  }

  /**
   * @param certainMs how long Redis would answer the same
   * @param askedAt when it was asked: its answer can only be younger
   */
  remember(key: string, need: number, state: BucketState, certainMs: number, askedAt: number): void {
    const until = askedAt + Math.min(LONGEST_MS, certainMs);
    this.#overAt = Math.max(this.#overAt, until);
    this.#denials.set(key, { state, need, at: askedAt, until });
  }

  /** Whether anybody is known to be refused at all: most of the time nobody is, and nothing need be looked up. */
  get isEmpty(): boolean {
    return performance.now() >= this.#overAt;
  }

  /** Whether something is remembered of a check, be it over by now. */
  knows({ buckets, penalty }: CheckNames): boolean {
    return (penalty !== undefined && this.#denials.has(penalty)) || buckets.some((key) => this.#denials.has(key));
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

  /**
   * Whether the next refusal would be a strike. That one is for Redis to make: it says how long the block is, and a block
   * that came afterwards would refuse somebody who waits for as long as they were told.
   *
   * @param by an early look does not ask Redis itself, and may be followed by a check of somebody else's: it lets as few pass
   */
  isStrikeDue(penaltyKey: string, afterDenials: number, by: 'check' | 'early look'): boolean {
    const now = performance.now();
    const untold = this.#untoldAt(penaltyKey, now);
    if (untold.known + untold.refusals + 1 < afterDenials) return false;
    if (by === 'check') return now - untold.askedAt >= STRIKE_EVERY_MS;
    if (now - untold.letPassAt < STRIKE_EVERY_MS) return false;
    this.#untold.set(penaltyKey, { ...untold, letPassAt: now, at: now });
    return true;
  }

  /** One more was refused from memory. */
  hold(penaltyKey: string): void {
    const now = performance.now();
    const untold = this.#untoldAt(penaltyKey, now);
    this.#untold.set(penaltyKey, { ...untold, refusals: untold.refusals + 1, at: now });
  }

  /** What Redis is about to be told; it counts as told. */
  takeUntold(penaltyKey: string): number {
    const now = performance.now();
    const untold = this.#untoldAt(penaltyKey, now);
    // Who was never refused takes no place here.
    if (this.#untold.has(penaltyKey)) this.#untold.set(penaltyKey, { ...untold, askedAt: now, refusals: 0, at: now });
    return untold.refusals;
  }

  /** What Redis holds against them after a refusal. */
  learn(penaltyKey: string, known: number): void {
    const now = performance.now();
    this.#untold.set(penaltyKey, { ...this.#untoldAt(penaltyKey, now), known, at: now });
  }

  #untoldAt(penaltyKey: string, now: number): Untold {
    const untold = this.#untold.get(penaltyKey);
    return untold === undefined || now - untold.at >= UNTOLD_MS ? NOTHING : untold;
  }
}
