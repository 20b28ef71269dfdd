/** Why a row cannot be published, by its own fault. */
export interface RowFault {
  /** A code of the broker's or of the outbox's, e.g. `too_large`. */
  readonly code: string;
  readonly message: string;
}
