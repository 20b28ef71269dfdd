import { tokensIn, untilUs } from './bucket.ts';
import type { BucketState, Check, Decision, DecisionSource } from './decision.ts';
import type { PlannedBucket, PlannedCheck } from './plan-check.ts';
import type { Limit } from './policy.ts';
import type { TakeReply } from './take.ts';

/** What a store's reply means for the request. */
export function decide(plan: PlannedCheck, reply: TakeReply, source: DecisionSource): Decision {
  const buckets = plan.buckets.map((bucket, index) => stateOf(bucket, reply, index));
  return toDecision(reply.allowed, source, buckets);
}

/** From memory: the buckets that are known to refuse, and no others. */
export function refuseFromMemory(buckets: readonly BucketState[]): Decision {
  return toDecision(false, 'denied_before', buckets);
}

/** Nobody can look, and the policy would rather refuse. */
export function refuseClosed(check: Check, retryAfterMs: number): Decision {
  const violated = distinct(check.buckets.map(({ limit }) => limit));
  return { allowed: false, source: 'closed', retryAfterMs, buckets: [], violated };
}

function toDecision(allowed: boolean, source: DecisionSource, buckets: readonly BucketState[]): Decision {
  if (allowed) return { allowed, source, retryAfterMs: 0, buckets, violated: [] };
  const refusing = buckets.filter((bucket) => !bucket.allowed);
  const waits = refusing.map(({ waitMs, blockedMs }) => Math.max(waitMs, blockedMs));
  const violated = distinct(violatedBuckets(refusing).map(({ limit }) => limit));
  return { allowed, source, retryAfterMs: Math.max(1, ...waits), buckets, violated };
}

/**
 * Those that have too little, and where somebody is blocked one more by whose refusals that came about: a block refuses by all
 * limits of its kind, and names the first.
 */
function violatedBuckets(refusing: readonly BucketState[]): readonly BucketState[] {
  const lacking = refusing.filter(({ waitMs }) => waitMs > 0);
  const blocked = refusing.find(({ blockedMs }) => blockedMs > 0);
  const isNamed = blocked === undefined || lacking.some(({ limit }) => limit.kind === blocked.limit.kind);
  return isNamed ? lacking : [blocked, ...lacking];
}

function stateOf(bucket: PlannedBucket, reply: TakeReply, index: number): BucketState {
  const { ref, shape, need, effectiveLimit } = bucket;
  const level = reply.levels[index] ?? 0;
  const blockedUs = bucket.blames ? reply.blockedUs : 0;
  const waitUs = reply.allowed ? 0 : untilUs(shape, level, need);
  return {
    limit: ref.limit,
    effectiveLimit,
    allowed: waitUs === 0 && blockedUs === 0,
    remaining: tokensIn(shape, level),
    fullInMs: toMs(untilUs(shape, level, shape.capacity)),
    waitMs: toMs(waitUs),
    blockedMs: toMs(blockedUs),
  };
}

function toMs(us: number): number {
  return Math.ceil(us / 1_000);
}

function distinct(limits: readonly Limit[]): readonly Limit[] {
  return [...new Set(limits)];
}
