export type { RedisAddress } from './connection.ts';
export {
  type BucketRef,
  type BucketState,
  type Check,
  CONSUMER_KINDS,
  type Consumer,
  type ConsumerKind,
  DECISION_SOURCES,
  type Decision,
  type DecisionSource,
  HIT_RESULTS,
  type HitResult,
  type PeekedBucket,
  type PolicyPlace,
  type TopConsumers,
} from './decision.ts';
export { definePolicies, LIMIT_KINDS, type Limit, type LimitKind, type Penalty, type Policy } from './policy.ts';
export { RATE_LIMIT_ERROR_CODES, RateLimitError, type RateLimitErrorCode } from './rate-limit-error.ts';
export { createRateLimiter, type RateLimiter } from './rate-limiter.ts';
export type { RateLimiterOptions } from './rate-limiter-options.ts';
export type { LimiterClock, StoreState } from './redis-store.ts';
