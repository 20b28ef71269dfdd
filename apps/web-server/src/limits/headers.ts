import type { BucketState, Decision } from '@ballast/rate-limit';

/** Headers that a page of another origin needs to see. */
export const LIMIT_HEADERS = [
  'X-RateLimit-Limit',
  'X-RateLimit-Remaining',
  'X-RateLimit-Reset',
  'X-RateLimit-Policy',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
] as const;

export type LimitHeaders = Partial<Record<(typeof LIMIT_HEADERS)[number], string>>;

/**
 * What an answer says about the limits that it was held to: the bucket that refused, else the one nearest to empty, in
 * both dialects. `X-RateLimit-Reset` is the time at which that bucket is full again, in seconds since 1970; `t` is the
 * same as seconds from now (draft-ietf-httpapi-ratelimit-headers-11, whose `RateLimit-Policy` names all that apply).
 * Who is blocked has nothing left until that is over, whatever is in the bucket.
 *
 * A bucket by mail address is only shown where it refuses: how full it is would tell a stranger how often others ask for
 * mails to that address.
 */
export function limitHeaders(decision: Decision, nowMs: number): LimitHeaders {
  const retryAfter = decision.allowed ? {} : { 'Retry-After': String(retryAfterSeconds(decision)) };
  const visible = decision.buckets.filter(({ limit, allowed }) => limit.kind !== 'email' || !allowed);
  const shown = shownBucket(visible);
  if (shown === undefined) return { ...unseen(decision), ...retryAfter };
  const { name } = shown.limit;
  const remaining = shown.blockedMs > 0 ? 0 : shown.remaining;
  const fullInMs = Math.max(shown.fullInMs, shown.blockedMs);
  return {
    'X-RateLimit-Limit': String(shown.effectiveLimit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.ceil((nowMs + fullInMs) / 1_000)),
    'X-RateLimit-Policy': name,
    RateLimit: `"${name}";r=${remaining};t=${Math.ceil(fullInMs / 1_000)}`,
    'RateLimit-Policy': visible
      .map(({ limit, effectiveLimit }) => `"${limit.name}";q=${effectiveLimit};w=${limit.windowSeconds}`)
      .join(', '),
    ...retryAfter,
  };
}

/** Nobody could look: nothing is left, and what might be is told by the limits alone. */
function unseen({ violated }: Decision): LimitHeaders {
  const [first] = violated;
  if (first === undefined) return {};
  return {
    'X-RateLimit-Limit': String(first.limit),
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Policy': first.name,
    'RateLimit-Policy': violated.map((limit) => `"${limit.name}";q=${limit.limit};w=${limit.windowSeconds}`).join(', '),
  };
}

/** Whole seconds, rounded up: who comes back then is not too early. At least 1. */
export function retryAfterSeconds({ retryAfterMs }: Decision): number {
  return Math.max(1, Math.ceil(retryAfterMs / 1_000));
}

/** Of those that refuse the one that has to be waited for longest, else the emptiest by its share. */
function shownBucket(buckets: readonly BucketState[]): BucketState | undefined {
  const wait = ({ waitMs, blockedMs }: BucketState) => Math.max(waitMs, blockedMs);
  const refusing = buckets.filter(({ allowed }) => !allowed).toSorted((a, b) => wait(b) - wait(a));
  const share = ({ remaining, effectiveLimit }: BucketState) => remaining / effectiveLimit;
  return refusing[0] ?? buckets.toSorted((a, b) => share(a) - share(b))[0];
}
