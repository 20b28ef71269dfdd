import type { BucketShape } from './bucket.ts';
import type { PenaltyShape } from './penalty.ts';

/** One bucket of a request, in units (bucket.ts). */
export interface TakeBucket {
  readonly key: string;
  readonly shape: BucketShape;
  /** Below 0, so much is given back, up to what fits in. */
  readonly need: number;
  /** Refused by this bucket is the caller's own fault, and counts towards a strike. */
  readonly blames: boolean;
}

/**
 * What both stores are asked, Redis by a script and this process by LocalStore: take `need` from all buckets, or nothing
 * from any. Both pass one suite.
 */
export interface TakeRequest {
  readonly buckets: readonly TakeBucket[];
  readonly penalty?: {
    readonly key: string;
    readonly shape: PenaltyShape;
    /** Refusals that were answered from memory since the last call; they never refuse the request that carries them. */
    readonly told: number;
  };
}

export interface TakeReply {
  readonly allowed: boolean;
  /** How long the penalty still blocks; 0 for none. */
  readonly blockedUs: number;
  /** What is held against the caller towards the next strike; 0 where nothing is, or there is no penalty. */
  readonly denials: number;
  /** Units in each bucket afterwards, in the request's order. */
  readonly levels: readonly number[];
}
