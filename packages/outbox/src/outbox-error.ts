/** The closed list of what can go wrong here. Callers match on these, never on the text. */
export const OUTBOX_ERROR_CODES = [
  /** Body and headers together are over what a stream takes; the row was not written. */
  'too_large',
  /** A row that was claimed is not there any more: this transaction must not commit. */
  'claim_lost',
  /** The headers of a stored row cannot be read. */
  'bad_headers',
] as const;
/** One of `OUTBOX_ERROR_CODES`. */
export type OutboxErrorCode = (typeof OUTBOX_ERROR_CODES)[number];

/** What this package throws by itself; match the code. */
export class OutboxError extends Error {
  override readonly name = 'OutboxError';
  readonly code: OutboxErrorCode;

  constructor(code: OutboxErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
