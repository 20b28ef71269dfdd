/** The closed list of what can go wrong here. Callers match on these, never on the text. */
export const RATE_LIMIT_ERROR_CODES = [
  /** A policy that cannot be kept exactly, or that names something twice. */
  'bad_policy',
  /** A cost or a factor that is none. */
  'bad_check',
  /** Redis is away, and this cannot be done without it (checks can). */
  'store_unavailable',
] as const;
export type RateLimitErrorCode = (typeof RATE_LIMIT_ERROR_CODES)[number];

export class RateLimitError extends Error {
  override readonly name = 'RateLimitError';
  readonly code: RateLimitErrorCode;

  constructor(code: RateLimitErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
