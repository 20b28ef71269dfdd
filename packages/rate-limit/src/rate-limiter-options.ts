import type { Logger, Metrics } from '@ballast/telemetry';
import type { RedisAddress } from './connection.ts';
import type { LimitKind } from './policy.ts';
import type { LimiterClock } from './redis-store.ts';

/** What a limiter is made of. */
export interface RateLimiterOptions {
  readonly redis: RedisAddress & {
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
  /** How long a request waits for Redis before it is decided here; default 50. */
  readonly deadlineMs?: number;
  /** What time it is in the buckets, in Redis and here; default: Redis' own clock there, this process's here. */
  readonly clock?: LimiterClock;
}
