/** Why migrations were not applied. Closed. */
export type MigrationErrorCode =
  /** Another job holds the lock longer than we wait. */
  | 'locked'
  /** `meta/_journal.json` is missing or is no journal. */
  | 'journal_unreadable'
  /** The journal names a file that is not there. */
  | 'file_missing'
  /** A file is there that the journal does not name: it would never be applied. */
  | 'file_unlisted'
  /** A file was changed after it was applied. */
  | 'file_edited'
  /** The database has a migration that this checkout does not have. */
  | 'unknown_applied'
  /** A migration stands in the journal before one that is applied already. */
  | 'out_of_order'
  | 'statement_failed'
  /** Afterwards the database is not what it has to be. */
  | 'wrong_result'
  /** `resetDatabase` in production. */
  | 'refused';

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: MigrationErrorCode;

  constructor(code: MigrationErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
