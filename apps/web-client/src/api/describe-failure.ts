import type { ProblemCode, QueryFault } from '@ballast/contracts';
import { ApiError } from './api-error.ts';

/** Each has its words in the catalogue: `errors.request.<code>`. */
type FailureCode =
  | 'unreachable'
  | 'limited'
  | 'full'
  | 'busy'
  | 'signedOut'
  | 'forbidden'
  | 'gone'
  | 'changed'
  | 'failed'
  | 'refused'
  | 'unreadable';

export interface Failure {
  readonly code: FailureCode;
  /** What the server says beyond the code, in its own words, which are English. */
  readonly said: string | undefined;
  /** What is wrong with a search, where it is that. */
  readonly query?: { readonly fault: QueryFault; readonly position: number | undefined };
  /** Epoch milliseconds before which it makes no sense to try again. */
  readonly notBefore: number | undefined;
}

const CODES: Partial<Readonly<Record<ProblemCode, FailureCode>>> = {
  rate_limited: 'limited',
  over_capacity: 'full',
  overloaded: 'busy',
  unavailable: 'busy',
  unauthorized: 'signedOut',
  forbidden: 'forbidden',
  not_found: 'gone',
  conflict: 'changed',
  internal: 'failed',
};

/**
 * Says why a request of a form or a panel came to nothing. `now`: epoch milliseconds, at which the server's `Retry-After`
 * begins. Numbers to be checked have faults of their own: `describeApiError`.
 */
export function describeFailure(error: unknown, now: number): Failure {
  if (!(error instanceof ApiError) || error.code === 'unreachable') return bare('unreachable');
  if (error.code === 'unreadable') return bare('unreadable');
  const { problem, retryAfterMs, status } = error;
  const known = problem === undefined ? undefined : CODES[problem.code];
  const found = problem?.errors?.map((one) => one.message).join(' ');
  return {
    code: known ?? (status === 429 ? 'limited' : 'refused'),
    said: found || (retryAfterMs === undefined ? problem?.detail : undefined),
    ...(problem?.query_fault && { query: { fault: problem.query_fault, position: problem.position } }),
    notBefore: retryAfterMs === undefined ? undefined : now + retryAfterMs,
  };
}

function bare(code: FailureCode): Failure {
  return { code, said: undefined, notBefore: undefined };
}
