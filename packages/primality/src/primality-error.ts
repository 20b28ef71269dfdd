/**
 * `not_whole_number`: the text is not decimal digits without sign, space or leading zero.
 * `too_long`: more digits than this package will work on (`MAX_DIGITS`).
 * `aborted`: the caller's signal was aborted between two steps.
 */
export type PrimalityErrorCode = 'not_whole_number' | 'too_long' | 'aborted';

export class PrimalityError extends Error {
  override readonly name = 'PrimalityError';
  readonly code: PrimalityErrorCode;

  constructor(code: PrimalityErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
