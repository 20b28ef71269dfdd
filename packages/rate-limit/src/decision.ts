import type { Limit, LimitKind, Policy } from './policy.ts';

/** Where a policy holds. */
export interface PolicyPlace {
  readonly policy: Policy;
  readonly endpoint: string;
}

/** One bucket that a request needs tokens of. */
export interface BucketRef {
  /** One of the policy's limits. */
  readonly limit: Limit;
  /**
   * The policy that the limit is of and the endpoint that the bucket is kept under, where these are not the check's: what a
   * request takes besides, in the same call. Such a bucket's refusals are no strikes, and whether nobody may look is the check's
   * policy's to say.
   */
  readonly of?: PolicyPlace;
  /** Whose: an address, a user's id, a service's name; any fixed text where the kind is `global`. Hashed before it leaves the process. */
  readonly id: string;
  /**
   * What the limit is multiplied with at the moment, above 0 and at most 1: fewer tokens come back, at least one a window.
   * What fits in and what is there stay as they are, so that an instance with a small factor empties nobody's bucket.
   */
  readonly factor?: number;
  /** Tokens of this bucket, where they are not the request's cost: a mail is one mail, however long the number. */
  readonly cost?: number;
}

/** A request, as the limiter sees it. */
export interface Check {
  readonly policy: Policy;
  /** Route template with its method, such as `POST /prime-check`: part of the keys, and a label. */
  readonly endpoint: string;
  readonly buckets: readonly BucketRef[];
  /** Tokens, a positive integer; default 1. What is more than fits in a bucket needs a full bucket. */
  readonly cost?: number;
  /** The decision is made and counted as `shadow_denied`, strikes are neither counted nor kept to; the caller lets it pass. */
  readonly shadow?: boolean;
}

/**
 * Who decided: Redis; this process by itself, Redis being away; this process, because Redis refused the same a moment
 * ago; or nobody, since Redis is away and the policy fails closed.
 */
export const DECISION_SOURCES = ['redis', 'local', 'denied_before', 'closed'] as const;
/** One of `DECISION_SOURCES`. */
export type DecisionSource = (typeof DECISION_SOURCES)[number];

/** A bucket after a look at it. */
export interface BucketState {
  readonly limit: Limit;
  /** The limit in force: times its factor; of this instance, where the decision is local. */
  readonly effectiveLimit: number;
  readonly allowed: boolean;
  /** Whole tokens left now. */
  readonly remaining: number;
  /** Until the bucket is full again, if nothing more is taken. */
  readonly fullInMs: number;
  /** Until this bucket has what the request costs; 0 where it has. */
  readonly waitMs: number;
  /** Until the penalty for going on although refused is over; 0 where there is none. */
  readonly blockedMs: number;
}

/** What a check is answered with. */
export interface Decision {
  readonly allowed: boolean;
  readonly source: DecisionSource;
  /** Earliest time at which the same request could pass; 0 where it did. */
  readonly retryAfterMs: number;
  /** In the order of the check's buckets; empty where nobody could look (`closed`). */
  readonly buckets: readonly BucketState[];
  /** The limits that refused it, the first one of its kind for a block, or all of the policy's where it fails closed. */
  readonly violated: readonly Limit[];
}

/** A bucket as operators see it. */
export interface PeekedBucket extends BucketState {
  readonly policy: Policy;
  readonly endpoint: string;
}

/** What a request is counted as. */
export const HIT_RESULTS = ['allowed', 'denied', 'shadow_denied', 'bypassed'] as const;
/** One of `HIT_RESULTS`. */
export type HitResult = (typeof HIT_RESULTS)[number];

/** Kinds of consumers that operators are shown; mail addresses are not among them. */
export const CONSUMER_KINDS = ['ip', 'user', 'service'] as const satisfies readonly LimitKind[];
/** One of `CONSUMER_KINDS`. */
export type ConsumerKind = (typeof CONSUMER_KINDS)[number];

/** Somebody who asks, and how much. */
export interface Consumer {
  readonly kind: ConsumerKind;
  readonly id: string;
  readonly requests: number;
  readonly denied: number;
}

/** Who asked most within a window. */
export interface TopConsumers {
  readonly windowSeconds: number;
  /** Most requests first. */
  readonly items: readonly Consumer[];
}
