import type { Problem } from '@ballast/contracts';

/**
 * `unreachable`: no answer, or only a gateway's; whether the request was taken is not known, so the same one may be sent
 * again. `refused`: the server answered with a problem. `unreadable`: what came back is not what the contract says.
 */
export type ApiErrorCode = 'unreachable' | 'refused' | 'unreadable';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly status: number | undefined;
  /** What the server said, when it said it as `application/problem+json`. */
  readonly problem: Problem | undefined;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ApiErrorCode,
    message: string,
    detail: { cause?: unknown; status?: number; problem?: Problem | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(message, { cause: detail.cause });
    this.code = code;
    this.status = detail.status;
    this.problem = detail.problem;
    this.retryAfterMs = detail.retryAfterMs;
  }
}
