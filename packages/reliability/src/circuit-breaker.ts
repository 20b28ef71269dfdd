import type { Failure } from './failure.ts';
import { delayBefore, type RetryPacing } from './retry-policy.ts';

/** What a breaker can be, from well to broken. */
export const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;
/** One of `BREAKER_STATES`. */
export type BreakerState = (typeof BREAKER_STATES)[number];

/** When a breaker opens, and for how long. */
export interface BreakerPolicy {
  /** So many different messages failing one after another, with no success in between, open it. */
  readonly failures: number;
  /** Failures further back than this do not count. */
  readonly windowMs: number;
  /** How long it stays open before it is probed: longer with every probe and every trial that fails. */
  readonly rest: Omit<RetryPacing, 'maxAttempts'>;
}

/** Five messages within half a minute; probed after 0.25 s, then at twice the distance each time, up to 30 s. */
export const DEFAULT_BREAKER_POLICY: BreakerPolicy = {
  failures: 5,
  windowMs: 30_000,
  rest: { initialMs: 250, multiplier: 2, maxMs: 30_000, jitter: 0.2 },
};

/** What a breaker says of itself. */
export interface BreakerReport {
  readonly state: BreakerState;
  /** What opened it last; `undefined` while closed. */
  readonly reason?: Failure;
  /** Since when it has not been closed, on the clock that it was given. */
  readonly since?: number;
  /** When it may be probed; only while open. */
  readonly probeAt?: number;
}

/**
 * What is known about one dependency by those who need it.
 *
 *     closed --(unavailable; too many failures in a row)--> open --(a probe answers)--> half_open --(a trial succeeds)--> closed
 *                                                            ^------(the trial fails)-------'
 *
 * While open nobody begins work. While half open one message at a time is tried: a dependency may answer probes and fail
 * at work. Work that was under way when it opened says nothing new about the dependency, and is not to be blamed either.
 * Pure: it takes the time and gives answers; whoever uses it waits, probes and lets work begin.
 */
export class CircuitBreaker {
  readonly #policy: BreakerPolicy;
  readonly #now: () => number;
  readonly #random: () => number;
  /** Messages that failed since the last success, by when; the oldest first. */
  readonly #failing = new Map<string, number>();
  #state: BreakerState = 'closed';
  #openedAt = Number.NEGATIVE_INFINITY;
  #reason: Failure | undefined;
  #since: number | undefined;
  #probeAt = 0;
  /** Probes and trials that failed since it was closed. */
  #tries = 0;

  /** @param now milliseconds, on a clock that never goes back */
  constructor(now: () => number, policy: BreakerPolicy = DEFAULT_BREAKER_POLICY, random: () => number = Math.random) {
    this.#now = now;
    this.#policy = policy;
    this.#random = random;
  }

  get state(): BreakerState {
    return this.#state;
  }

  report(): BreakerReport {
    return {
      state: this.#state,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
      ...(this.#since === undefined ? {} : { since: this.#since }),
      ...(this.#state === 'open' ? { probeAt: this.#probeAt } : {}),
    };
  }

  /** Work that began at `startedAt` and needed the dependency succeeded. */
  succeed(startedAt: number): void {
    if (this.#state === 'closed') this.#failing.clear();
    if (this.#state === 'half_open' && this.#isNews(startedAt)) this.#close();
  }

  /**
   * Work that began at `startedAt` failed at the dependency in a way that may pass. `counted`: it is a failure like any
   * other, and may have opened the breaker. `excused`: the breaker opened while the work was under way.
   *
   * @param message which one: the same one again and again says something about the message
   */
  fail(startedAt: number, message: string, failure: Failure): 'counted' | 'excused' {
    if (!this.#isNews(startedAt)) return 'excused';
    if (this.#state === 'half_open') this.#open(failure);
    else if (this.#isOneTooMany(message)) this.#open(failure);
    return 'counted';
  }

  /** Work that began at `startedAt` found that the dependency cannot be reached. */
  lose(startedAt: number, failure: Failure): void {
    if (this.#isNews(startedAt)) this.#open(failure);
  }

  /** A probe has answered, or the work itself is the probe: one message may be tried. */
  allowTrial(): void {
    if (this.#state === 'open') this.#state = 'half_open';
  }

  /** A probe has failed. */
  stayOpen(): void {
    if (this.#state === 'open') this.#rest();
  }

  /** Whether work that began then was begun with the breaker's leave, and so says something that it does not know. */
  #isNews(startedAt: number): boolean {
    return this.#state !== 'open' && startedAt > this.#openedAt;
  }

  #isOneTooMany(message: string): boolean {
    const now = this.#now();
    this.#failing.delete(message);
    this.#failing.set(message, now);
    for (const [other, at] of this.#failing) {
      if (now - at <= this.#policy.windowMs) break;
      this.#failing.delete(other);
    }
    return this.#failing.size >= this.#policy.failures;
  }

  #open(failure: Failure): void {
    this.#state = 'open';
    this.#openedAt = this.#now();
    this.#since ??= this.#openedAt;
    this.#reason = failure;
    this.#failing.clear();
    this.#rest();
  }

  #rest(): void {
    this.#tries += 1;
    const pacing = { ...this.#policy.rest, maxAttempts: Number.POSITIVE_INFINITY };
    this.#probeAt = this.#now() + delayBefore(pacing, this.#tries + 1, this.#random);
  }

  #close(): void {
    this.#state = 'closed';
    this.#reason = undefined;
    this.#since = undefined;
    this.#tries = 0;
  }
}
