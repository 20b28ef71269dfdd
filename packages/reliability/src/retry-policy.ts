/** How often something is tried, and how long it rests in between. */
export interface RetryPacing {
  /** The first one included. */
  readonly maxAttempts: number;
  /** Before the second attempt. */
  readonly initialMs: number;
  readonly multiplier: number;
  /** No wait is longer, jitter included. */
  readonly maxMs: number;
  /** 0 to 1: each wait is spread evenly over this share of itself in both directions. */
  readonly jitter: number;
}

/** The pacing of messages, and where some errors are paced in another way. */
export interface RetryPolicy extends RetryPacing {
  /** By error code (`Failure.code`): what differs for attempts that fail with it. */
  readonly overrides?: Readonly<Record<string, Partial<RetryPacing>>>;
}

/** Four attempts, after 1 s, 2 s and 4 s, each give or take a tenth. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxAttempts: 4,
  initialMs: 1000,
  multiplier: 2,
  maxMs: 30_000,
  jitter: 0.1,
};

/** The pacing after a failure with this code: the policy's own, with what it overrides for that code. */
export function pacingFor(policy: RetryPolicy, code: string | undefined): RetryPacing {
  const { overrides = {}, ...pacing } = policy;
  return code !== undefined && Object.hasOwn(overrides, code) ? { ...pacing, ...overrides[code] } : pacing;
}

/**
 * Whole milliseconds to rest before attempt number `attempt` (1 is the first and rests 0): initialMs x
 * multiplier^(attempt - 2), capped at maxMs. `random` gives [0, 1). Never negative, never NaN, whatever the attempt.
 */
export function delayBefore(policy: RetryPacing, attempt: number, random: () => number = Math.random): number {
  if (attempt <= 1) return 0;
  // Past about attempt 1,000 the power is Infinity, and 0 times that is NaN.
  const growth = Math.min(Number.MAX_VALUE, policy.multiplier ** (attempt - 2));
  const base = Math.min(policy.maxMs, policy.initialMs * growth);
  const factor = 1 + policy.jitter * (2 * random() - 1);
  return Math.round(Math.min(policy.maxMs, Math.max(0, base * factor)));
}

/** Whether a message that failed this often has no attempt left. */
export function isSpent(policy: RetryPacing, failedAttempts: number): boolean {
  return failedAttempts >= policy.maxAttempts;
}
