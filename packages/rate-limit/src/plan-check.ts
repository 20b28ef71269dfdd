import { type BucketShape, needOf, shapeOf } from './bucket.ts';
import type { BucketKeys } from './bucket-keys.ts';
import type { BucketRef, Check } from './decision.ts';
import { type PenaltyShape, penaltyShapeOf } from './penalty.ts';
import { checkLimit, type LimitKind, type Penalty } from './policy.ts';
import { RateLimitError } from './rate-limit-error.ts';
import type { TakeBucket, TakeRequest } from './take.ts';

export interface PlannedBucket extends TakeBucket {
  readonly ref: BucketRef;
  readonly effectiveLimit: number;
}

/** A check as it is asked for: keys, units, and whom a refusal is held against. */
export interface PlannedCheck {
  readonly buckets: readonly PlannedBucket[];
  readonly penalty?: { readonly key: string; readonly shape: PenaltyShape; readonly kind: Penalty['kind'] };
}

/** Under which keys a check is kept: what is to be known of it without its units. */
export interface CheckNames {
  readonly buckets: readonly string[];
  /** By which kind a refusal is the caller's own fault; `undefined` where by none. */
  readonly blamedKind: LimitKind | undefined;
  readonly penalty: string | undefined;
}

const penaltyShapes = new WeakMap<Penalty, PenaltyShape>();

export function nameCheck({ policy, endpoint, shadow = false, buckets }: Check, keys: BucketKeys): CheckNames {
  const blamed = shadow ? undefined : policy.penalty;
  const ownOf = (kind: LimitKind | undefined) => buckets.find((ref) => ref.of === undefined && ref.limit.kind === kind);
  const culprit = blamed === undefined ? undefined : (ownOf(blamed.ratherKind) ?? ownOf(blamed.kind));
  const blamedKind = culprit?.limit.kind;
  return {
    buckets: buckets.map((ref) => keys.bucket(ref.of?.endpoint ?? endpoint, ref.limit, ref.id)),
    blamedKind,
    penalty: culprit === undefined ? undefined : keys.penalty(endpoint, policy, culprit.limit.kind, culprit.id),
  };
}

/**
 * @param sharers by how many instances each limit is divided: 1 where all ask Redis
 * @throws RateLimitError `bad_check`, or `bad_policy` for a limit that was made on the way and is none
 */
export function planCheck(
  check: Check,
  keys: BucketKeys,
  sharers: number,
  names: CheckNames = nameCheck(check, keys),
): PlannedCheck {
  const { policy, cost = 1 } = check;
  const { blamedKind, penalty: key } = names;
  const buckets = check.buckets.map((ref, index): PlannedBucket => {
    const tokens = ref.cost ?? cost;
    if (!Number.isSafeInteger(tokens) || tokens < 1) throw new RateLimitError('bad_check', `no cost: ${tokens}`);
    const { shape, effectiveLimit } = scale(ref, sharers);
    return {
      ref,
      key: names.buckets[index] ?? '',
      shape,
      effectiveLimit,
      need: needOf(shape, tokens),
      blames: ref.of === undefined && ref.limit.kind === blamedKind,
    };
  });
  if (policy.penalty === undefined || key === undefined || blamedKind === undefined) return { buckets };
  return { buckets, penalty: { key, shape: shapeOfPenalty(policy.penalty), kind: blamedKind } };
}

/** What a store is asked, with the refusals that it was not told of yet. */
export function withTold({ buckets, penalty }: PlannedCheck, told: number): TakeRequest {
  return { buckets, ...(penalty === undefined ? {} : { penalty: { ...penalty, told } }) };
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
