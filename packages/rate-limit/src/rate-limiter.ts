import type { Logger, Metrics } from '@ballast/telemetry';
import type { Check, ConsumerKind, Decision, HitResult, PeekedBucket, TopConsumers } from './decision.ts';
import type { LimitKind, Policy } from './policy.ts';

export interface RateLimiterOptions {
  readonly redis: {
    readonly host: string;
    readonly port: number;
    readonly password?: string;
    /** `REDIS_POOL_SIZE` */
    readonly connections: number;
    /** `REDIS_NAMESPACE`, in front of every key. */
    readonly namespace: string;
  };
  /** A keyed hash: what stands in Redis' keys says nothing about the identity, and nobody without the key can find it by trying. */
  readonly hashId: (kind: LimitKind, id: string) => string;
  /** How many instances share a limit; each takes its part while Redis is away. Less than 1 counts as 1. */
  readonly liveInstances: () => number;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Where decisions are made at the moment, and why not in Redis. */
export type StoreState = { readonly state: 'redis' } | { readonly state: 'local'; readonly reason: string };

export interface RateLimiter {
  /**
   * Makes a policy and an endpoint known beforehand: its series begin at 0, and `peek` and `reset` look there. May be
   * called again.
   */
  declare(policy: Policy, endpoint: string): void;
  /**
   * Takes the cost from all buckets, or from none. Never rejects for what happens at Redis, and never waits longer than
   * the deadline; counted in `rate_limit_hits_total`.
   *
   * @throws RateLimitError `bad_check` only
   */
  check(check: Check): Promise<Decision>;
  /**
   * What this process knows without asking anyone: a refusal (which counts as one, like that of `check`), or `undefined`,
   * which says nothing. `check` begins with the same look; this is for those who want to refuse before they look anything up.
   */
  knownDenial(check: Check): Decision | undefined;
  /** Counts a request that was let pass without a look at its limits. */
  recordBypass(check: Pick<Check, 'policy' | 'endpoint' | 'buckets'>): void;
  /** An identity's buckets over all declared endpoints; nothing is taken. By this process's own buckets while Redis is away. */
  peek(kind: LimitKind, id: string): Promise<readonly PeekedBucket[]>;
  /**
   * Fills an identity's buckets and forgets its strikes, over all declared endpoints. Other instances may refuse what
   * they refused before for another second.
   *
   * @returns how many keys were deleted
   * @throws RateLimitError `store_unavailable`
   */
  reset(kind: LimitKind, id: string): Promise<number>;
  /** Who asked most in the last minutes, over all instances; of this one alone while Redis is away. */
  top(options?: { kind?: ConsumerKind; count?: number }): Promise<TopConsumers>;
  /** What this instance decided in the last 60 s under a policy. */
  lastMinute(policyName: string): Readonly<Record<HitResult, number>>;
  state(): StoreState;
  /** Ends the connections and the timers. */
  close(): Promise<void>;
}

/** Begins to connect, and returns at once: Redis need not be there. */
export function createRateLimiter(_options: RateLimiterOptions): RateLimiter {
  throw new Error('under construction');
}
