import type { Problem, ProblemCode } from '@ballast/contracts';
import type { ApiError } from './api-error.ts';

/**
 * What the person can do about it: change the text, send the same again, send it as a new request, wait until it is sent
 * by itself, or wait and then send it again: where the caller has had enough for now, going on unasked would cost more.
 */
type Remedy = 'edit' | 'retry' | 'renew' | 'wait' | 'later';

/** Each has its words in the catalogue: `errors.submission.<code>`. */
type SubmissionFaultCode =
  | 'unreachable'
  | 'busy'
  | 'limited'
  | 'mailLimited'
  | 'full'
  | 'failed'
  | 'invalid'
  | 'tooLarge'
  | 'keyReused'
  | 'forbidden'
  | 'misunderstood';

type FoundError = NonNullable<Problem['errors']>[number];

/** Why a number was not taken. */
export interface SubmissionFault {
  readonly code: SubmissionFaultCode;
  readonly remedy: Remedy;
  /** What the server found wrong with what was entered, where it said so. */
  readonly found: readonly FoundError[];
}

const REMEDIES: Readonly<Record<SubmissionFaultCode, Remedy>> = {
  unreachable: 'wait',
  busy: 'wait',
  limited: 'later',
  mailLimited: 'later',
  full: 'later',
  failed: 'retry',
  invalid: 'edit',
  tooLarge: 'edit',
  keyReused: 'renew',
  forbidden: 'retry',
  misunderstood: 'retry',
};

const CODES: Readonly<Record<ProblemCode, SubmissionFaultCode>> = {
  invalid_number: 'invalid',
  invalid_request: 'invalid',
  body_too_large: 'tooLarge',
  idempotency_key_reused: 'keyReused',
  rate_limited: 'limited',
  over_capacity: 'full',
  overloaded: 'busy',
  unavailable: 'busy',
  internal: 'failed',
  forbidden: 'forbidden',
  unauthorized: 'forbidden',
  conflict: 'misunderstood',
  invalid_query: 'misunderstood',
  invalid_edit: 'misunderstood',
  invalid_json: 'misunderstood',
  unsupported_media_type: 'misunderstood',
  not_found: 'misunderstood',
  method_not_allowed: 'misunderstood',
};

/** Says what went wrong with a number and what can be done about it. */
export function describeApiError(error: ApiError): SubmissionFault {
  const code = codeOf(error);
  const remedy = REMEDIES[code];
  return { code, remedy, found: remedy === 'edit' ? (error.problem?.errors ?? []) : [] };
}

function codeOf(error: ApiError): SubmissionFaultCode {
  if (error.code === 'unreachable') return 'unreachable';
  if (error.code === 'unreadable') return 'misunderstood';
  if (isAboutMail(error)) return 'mailLimited';
  return error.problem === undefined ? codeByStatus(error.status ?? 500) : CODES[error.problem.code];
}

/** Whether it is the mail that is refused and not the number: then the number can go without it. */
export function isAboutMail(error: ApiError): boolean {
  const policies = error.problem?.['violated-policies'] ?? [];
  return error.problem?.code === 'rate_limited' && policies.length > 0 && policies.every(isMailPolicy);
}

function isMailPolicy(policy: string): boolean {
  return policy.startsWith('email-');
}

/** A problem without a code, as a proxy in front of the server would answer it. */
function codeByStatus(status: number): SubmissionFaultCode {
  if (status === 429) return 'limited';
  if (status === 503) return 'busy';
  if (status === 413) return 'tooLarge';
  return status >= 500 ? 'failed' : 'misunderstood';
}
