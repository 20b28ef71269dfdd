/** The closed list of what an operator's act can fail with as a whole. Callers match on these, never on the text. */
export const ACT_ERROR_CODES = [
  /** There is no job, letter, rule or act of that name. */
  'not_found',
  /** What it is done to is in a state that does not allow it. */
  'conflict',
  /** An edited message does not fit its contract, or is another message's. */
  'invalid_edit',
  /** A rule's pattern, query or hours cannot be. */
  'invalid_rule',
  /** Numbers that no job can have. */
  'invalid_job',
  /** A search finds more letters than one act may take. */
  'too_many',
] as const;
/** One of `ACT_ERROR_CODES`. */
export type ActErrorCode = (typeof ACT_ERROR_CODES)[number];

/** Its message is written for the operator and may be shown. */
export class ActError extends Error {
  override readonly name = 'ActError';
  readonly code: ActErrorCode;
  /** The part of the input that is wrong: a JSON pointer into an edited message, a rule's setting. */
  readonly field: string | undefined;

  constructor(code: ActErrorCode, message: string, options: { field?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.field = options.field;
  }
}
