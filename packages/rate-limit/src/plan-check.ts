import { type BucketShape, needOf, shapeOf } from './bucket.ts';
import type { BucketKeys } from './bucket-keys.ts';
import type { BucketRef, Check } from './decision.ts';
import { type PenaltyShape, penaltyShapeOf } from './penalty.ts';
import { checkLimit, type Penalty } from './policy.ts';
import { RateLimitError } from './rate-limit-error.ts';
import type { TakeBucket } from './take.ts';

export interface PlannedBucket extends TakeBucket {
  readonly ref: BucketRef;
  readonly effectiveLimit: number;
}

/** A check as it is asked for: keys, units, and whom a refusal is held against. */
export interface PlannedCheck {
  readonly buckets: readonly PlannedBucket[];
  readonly penalty?: { readonly key: string; readonly shape: PenaltyShape; readonly kind: Penalty['kind'] };
}

const penaltyShapes = new WeakMap<Penalty, PenaltyShape>();

/**
 * @param sharers by how many instances each limit is divided: 1 where all ask Redis
 * @throws RateLimitError `bad_check`, or `bad_policy` for a limit that was made on the way and is none
 */
export function planCheck(check: Check, keys: BucketKeys, sharers: number): PlannedCheck {
  const { policy, endpoint, cost = 1, shadow = false } = check;
  const blamed = shadow ? undefined : policy.penalty;
  const blamedKind = check.buckets.some((ref) => ref.of === undefined && ref.limit.kind === blamed?.ratherKind)
    ? blamed?.ratherKind
    : blamed?.kind;
  const buckets = check.buckets.map((ref): PlannedBucket => {
    const tokens = ref.cost ?? cost;
    if (!Number.isSafeInteger(tokens) || tokens < 1) throw new RateLimitError('bad_check', `no cost: ${tokens}`);
    const { shape, effectiveLimit } = scale(ref, sharers);
    return {
      ref,
      key: keys.bucket(ref.of?.endpoint ?? endpoint, ref.limit, ref.id),
      shape,
      effectiveLimit,
      need: needOf(shape, tokens),
      blames: ref.of === undefined && ref.limit.kind === blamedKind,
    };
  });
  const culprit = buckets.find((bucket) => bucket.blames);
  if (blamed === undefined || culprit === undefined) return { buckets };
  const { kind } = culprit.ref.limit;
  const key = keys.penalty(endpoint, policy, kind, culprit.ref.id);
  return { buckets, penalty: { key, shape: shapeOfPenalty(blamed), kind } };
}

function scale({ limit, factor = 1 }: BucketRef, sharers: number): { shape: BucketShape; effectiveLimit: number } {
  checkLimit(limit);
  if (!(factor > 0 && factor <= 1)) throw new RateLimitError('bad_check', `no factor: ${factor}`);
  const part = (tokens: number) => Math.max(1, Math.floor(tokens / sharers));
  const effectiveLimit = part(limit.limit * factor);
  return { shape: shapeOf(effectiveLimit, part(limit.burst ?? limit.limit), limit.windowSeconds), effectiveLimit };
}

function shapeOfPenalty(penalty: Penalty): PenaltyShape {
  const known = penaltyShapes.get(penalty);
  if (known !== undefined) return known;
  const shape = penaltyShapeOf(penalty);
  penaltyShapes.set(penalty, shape);
  return shape;
}
