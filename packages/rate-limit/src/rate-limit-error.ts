/** The closed list of what can go wrong here. Callers match on these, never on the text. */
export const RATE_LIMIT_ERROR_CODES = [
  /** A policy that cannot be kept exactly, or that names something twice. */
  'bad_policy',
  /** A cost or a factor that is none. */
  'bad_check',
  /** Redis is away, and this cannot be done without it (checks can). */
  'store_unavailable',
] as const;
/** One of `RATE_LIMIT_ERROR_CODES`. */
export type RateLimitErrorCode = (typeof RATE_LIMIT_ERROR_CODES)[number];

/** What this package throws by itself; match the code. */
export class RateLimitError extends Error {
  override readonly name = 'RateLimitError';
  readonly code: RateLimitErrorCode;

  constructor(code: RateLimitErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
