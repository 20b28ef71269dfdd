/** Closed: match these, never a message. */
export const DEAD_LETTER_ERROR_CODES = [
  /** A business row is in a state that this version does not know. */
  'unknown_state',
  /** A completed request or mail was to be moved out of its good end. */
  'already_completed',
  /** A row that was read and locked is not there any more: it was not locked. */
  'not_locked',
  /** The server says that a letter is stored already, and shows none. */
  'key_taken',
] as const;

/** One of `DEAD_LETTER_ERROR_CODES`. */
export type DeadLetterErrorCode = (typeof DEAD_LETTER_ERROR_CODES)[number];

/** What storing throws by itself; match the code. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
  readonly code: DeadLetterErrorCode;

  constructor(code: DeadLetterErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
