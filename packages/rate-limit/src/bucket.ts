/**
 * The arithmetic of one token bucket, in whole numbers. take.lua.ts does the same in Redis.
 *
 * **Unit.** One token is `windowUs` units (the window in microseconds), so that `limit` tokens a window are exactly `limit`
 * units a microsecond: refilling is one multiplication, and nothing is ever divided, so nothing is rounded, however often
 * somebody asks. With tokens or milliseconds as units, each question would round, and many questions would make or lose tokens.
 *
 * **All of it is exact in doubles**, that is below 2^53:
 * - `capacity = burst * windowUs`, and `definePolicies` and `check` refuse what makes `2 * (capacity + limit)` larger.
 * - A cost is at most the burst, so `0 <= need <= capacity`, and `0 <= level <= capacity` is kept by each step.
 * - `elapsed * limit` is only multiplied out where `elapsed < untilFull`, and `untilFull` is `missing / limit` rounded up: so
 *   the product is below `missing + limit <= capacity + limit`. Where more time has passed, the bucket is full.
 * - `at` is microseconds since 1970, which pass 2^53 in the year 2255.
 * - Rounding up divides what is left after the remainder (`%` here, `fmod` in Lua, both exact), so the quotient is whole.
 *
 * **Time.** `at` does not go back with a clock that does: no time has passed then, nothing is refilled, and nothing is taken
 * away. But what is more than a minute ahead was written before the clock was set back (another Redis took over, an hour behind):
 * time goes on from now on, or nobody would get a token for that hour.
 */
export interface BucketShape {
  /** Units that fit in. */
  readonly capacity: number;
  /** Units that come back in a microsecond: the limit. */
  readonly refill: number;
  /** Units of one token: the window in microseconds. */
  readonly unit: number;
}

/** What a bucket held (units), and when (microseconds). None is a full one. */
export interface BucketLevel {
  readonly level: number;
  readonly at: number;
}

/** Clocks that are well kept are never so far apart. */
export const MOST_AHEAD_US = 60_000_000;

/** Whether a time is from before the clock was set back. */
export function isFromAhead(atUs: number, nowUs: number): boolean {
  return atUs - nowUs > MOST_AHEAD_US;
}

export function shapeOf(limit: number, burst: number, windowSeconds: number): BucketShape {
  const unit = windowSeconds * 1_000_000;
  return { capacity: burst * unit, refill: limit, unit };
}

/** What the bucket holds now. A level above the capacity (the limit was larger before) is cut down to it. */
export function levelAt(shape: BucketShape, stored: BucketLevel | undefined, nowUs: number): BucketLevel {
  const { capacity, refill } = shape;
  if (stored === undefined) return { level: capacity, at: nowUs };
  const level = Math.min(stored.level, capacity);
  const elapsed = Math.max(0, nowUs - stored.at);
  const at = isFromAhead(stored.at, nowUs) ? nowUs : Math.max(nowUs, stored.at);
  return { level: elapsed >= untilUs(shape, level, capacity) ? capacity : level + elapsed * refill, at };
}

/** Microseconds until a bucket that holds `level` holds `wanted` (at most its capacity), rounded up; 0 where it does. */
export function untilUs({ refill }: BucketShape, level: number, wanted: number): number {
  const missing = wanted - level;
  return missing <= 0 ? 0 : ceilDivide(missing, refill);
}

/** Whole tokens in a level. */
export function tokensIn({ unit }: BucketShape, level: number): number {
  return (level - (level % unit)) / unit;
}

/** The units that a cost takes. What is more than fits in needs a full bucket: no request is refused for ever. */
export function needOf({ capacity, unit }: BucketShape, cost: number): number {
  // A cost times a unit may be past 2^53; a comparison of tokens is not.
  return cost >= capacity / unit ? capacity : cost * unit;
}

function ceilDivide(dividend: number, divisor: number): number {
  const rest = dividend % divisor;
  return (dividend - rest) / divisor + (rest === 0 ? 0 : 1);
}
