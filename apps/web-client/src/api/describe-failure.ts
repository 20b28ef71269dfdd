import type { ProblemCode } from '@ballast/contracts';
import { ApiError } from './api-error.ts';

export interface FailureWords {
  readonly title: string;
  readonly detail: string;
  /** Epoch milliseconds before which it makes no sense to try again. */
  readonly notBefore: number | undefined;
}

const TITLES: Partial<Readonly<Record<ProblemCode, string>>> = {
  rate_limited: 'That was a lot in a short time.',
  over_capacity: 'The server has as much to do as it can take.',
  overloaded: 'The server is busy.',
  unavailable: 'The server is busy.',
  unauthorized: 'You are not signed in any more.',
  forbidden: 'You may not do this.',
  not_found: 'There is no such thing any more.',
  conflict: 'Something has changed meanwhile.',
  internal: 'Something failed inside the server.',
};

/**
 * Says in plain words why a request of a form or a panel came to nothing. `now`: epoch milliseconds, at which the server's
 * `Retry-After` begins. Numbers to be checked have words of their own: `describeApiError`.
 */
export function describeFailure(error: unknown, now: number): FailureWords {
  if (!(error instanceof ApiError) || error.code === 'unreachable') {
    return { title: 'The server cannot be reached.', detail: 'Nothing was changed. Try again.', notBefore: undefined };
  }
  if (error.code === 'unreadable') {
    const detail = 'This page may be older than the server: reload it.';
    return { title: 'The server’s answer makes no sense here.', detail, notBefore: undefined };
  }
  const { problem, retryAfterMs } = error;
  const known = problem === undefined ? undefined : TITLES[problem.code];
  const title = known ?? (error.status === 429 ? TITLES.rate_limited : undefined) ?? 'The server does not take this.';
  const found = problem?.errors?.map((one) => one.message).join(' ');
  const detail = found || (retryAfterMs === undefined ? (problem?.detail ?? '') : '');
  return { title, detail, notBefore: retryAfterMs === undefined ? undefined : now + retryAfterMs };
}
