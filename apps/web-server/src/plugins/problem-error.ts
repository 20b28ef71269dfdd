import type { Problem, ProblemCode, QueryFault } from '@ballast/contracts';

const STATUS: Record<ProblemCode, { status: number; title: string }> = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  invalid_number: { status: 400, title: 'That is not a number that can be checked' },
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request' },
  overloaded: { status: 503, title: 'The service is busy' },
  unavailable: { status: 503, title: 'The service is not available right now' },
  rate_limited: { status: 429, title: 'Too many requests' },
  over_capacity: { status: 503, title: 'The service takes no more requests right now' },
  unauthorized: { status: 401, title: 'This needs a key' },
  invalid_query: { status: 400, title: 'The query cannot be read' },
  invalid_edit: { status: 422, title: 'The edited message does not fit its contract' },
  conflict: { status: 409, title: 'That is not possible in its present state' },
  forbidden: { status: 403, title: 'This is not open to you' },
  internal: { status: 500, title: 'Something went wrong on our side' },
};

export interface ProblemOptions extends ErrorOptions {
  readonly errors?: readonly Readonly<NonNullable<Problem['errors']>[number]>[];
  /** Where another status says more than the code's own. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** With `rate_limited` and `over_capacity`: the names of the policies. */
  readonly violatedPolicies?: readonly string[];
  /** With `invalid_query`: characters before the fault. */
  readonly position?: number;
  /** Where a search cannot be read: what is wrong with it. */
  readonly queryFault?: QueryFault;
  readonly allow?: readonly string[];
  /** With 401: what the client is asked for (RFC 9110, `WWW-Authenticate`). */
  readonly challenge?: string;
}

/** An error with an answer for the outside. Its message is public; what is internal belongs in its cause. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, options);
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return this.options.status ?? STATUS[this.code].status;
  }

  toProblem(traceId: string | undefined): Problem {
    const { errors, position, queryFault, violatedPolicies } = this.options;
    return {
      // RFC 9457: "about:blank" says that there is no page about this type beyond its code.
      type: 'about:blank',
      title: STATUS[this.code].title,
      status: this.status,
      code: this.code,
      ...(this.message === '' ? {} : { detail: this.message }),
      ...(errors === undefined ? {} : { errors: errors.map((one) => ({ ...one })) }),
      ...(violatedPolicies === undefined ? {} : { 'violated-policies': [...violatedPolicies] }),
      ...(position === undefined ? {} : { position }),
      ...(queryFault === undefined ? {} : { query_fault: queryFault }),
      ...(traceId === undefined ? {} : { trace_id: traceId }),
    };
  }
}
