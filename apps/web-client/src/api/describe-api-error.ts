import type { ProblemCode } from '@ballast/contracts';
import type { ApiError } from './api-error.ts';

/**
 * What the person can do about it: change the text, send the same again, send it as a new request, wait until it is sent
 * by itself, or wait and then send it again: where the caller has had enough for now, going on unasked would cost more.
 */
type Remedy = 'edit' | 'retry' | 'renew' | 'wait' | 'later';

export interface ErrorWords {
  readonly title: string;
  readonly detail: string;
  readonly remedy: Remedy;
}

const MISUNDERSTOOD: ErrorWords = {
  title: 'The server did not understand this page.',
  detail: 'The page may be older than the server: reload it, then send the number again.',
  remedy: 'retry',
};
const BUSY: ErrorWords = {
  title: 'The server is busy.',
  detail: 'Nothing was lost: the number is sent again by itself.',
  remedy: 'wait',
};
const LIMITED: ErrorWords = {
  title: 'That was a lot in a short time.',
  detail: 'Your number is kept here until the wait is over.',
  remedy: 'later',
};
const MAIL_LIMITED: ErrorWords = {
  title: 'As much mail was asked for as we send for now.',
  detail: 'The number itself can be sent at once, without e-mail.',
  remedy: 'later',
};
const FULL: ErrorWords = {
  title: 'More numbers are coming in than can be checked.',
  detail: 'It is not because of you, and your number is kept here until the wait is over.',
  remedy: 'later',
};
const FAILED: ErrorWords = {
  title: 'Something failed inside the server.',
  detail: 'Your number was not taken. Send it again; if that fails too, try later.',
  remedy: 'retry',
};

const WORDS: Readonly<Record<ProblemCode, ErrorWords>> = {
  invalid_number: { title: 'The server does not take this number.', detail: '', remedy: 'edit' },
  invalid_request: { title: 'The server does not take this.', detail: '', remedy: 'edit' },
  body_too_large: {
    title: 'This is too long for the server.',
    detail: 'Enter a number with fewer digits.',
    remedy: 'edit',
  },
  idempotency_key_reused: {
    title: 'This was sent before with another number.',
    detail: 'Send it again and it goes as a new request.',
    remedy: 'renew',
  },
  rate_limited: LIMITED,
  over_capacity: FULL,
  overloaded: BUSY,
  unavailable: BUSY,
  internal: FAILED,
  forbidden: { title: 'You may not do this.', detail: 'The server refused the request.', remedy: 'retry' },
  unauthorized: { title: 'This needs a key.', detail: 'Operators’ routes are not open to everybody.', remedy: 'retry' },
  conflict: {
    title: 'That is not possible just now.',
    detail: 'Something has changed meanwhile: look again.',
    remedy: 'retry',
  },
  invalid_query: { title: 'The server cannot read this search.', detail: '', remedy: 'edit' },
  invalid_edit: { title: 'The server does not take this change.', detail: '', remedy: 'edit' },
  invalid_json: MISUNDERSTOOD,
  unsupported_media_type: MISUNDERSTOOD,
  not_found: MISUNDERSTOOD,
  method_not_allowed: MISUNDERSTOOD,
};

/** Says in plain words what went wrong and what can be done. What the server found wrong with the text itself is quoted. */
export function describeApiError(error: ApiError): ErrorWords {
  if (error.code === 'unreachable') {
    return {
      title: 'The server cannot be reached.',
      detail: 'Your number is kept on this page and sent by itself as soon as the server answers.',
      remedy: 'wait',
    };
  }
  if (error.code === 'unreadable') return MISUNDERSTOOD;
  if (isAboutMail(error)) return MAIL_LIMITED;
  const words = error.problem === undefined ? wordsByStatus(error) : WORDS[error.problem.code];
  if (words.remedy !== 'edit') return words;
  return { ...words, detail: faultsFound(error) || words.detail };
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
function wordsByStatus(error: ApiError): ErrorWords {
  if (error.status === 429) return LIMITED;
  if (error.status === 503) return BUSY;
  if (error.status === 413) return WORDS.body_too_large;
  return (error.status ?? 500) >= 500 ? FAILED : MISUNDERSTOOD;
}

function faultsFound(error: ApiError): string {
  const found = error.problem?.errors?.map((one) => one.message) ?? [];
  return found.length > 0 ? found.join(' ') : (error.problem?.detail ?? '');
}
