/** The closed list of reasons why a server of the native stack could not be had. */
export type NativeStackErrorCode =
  | 'binary_missing'
  | 'port_taken'
  | 'data_incompatible'
  | 'initialise_failed'
  | 'exited'
  | 'not_ready';

/** Its message is one sentence for a person, with the remedy; code that decides matches on `code`. */
export class NativeStackError extends Error {
  override readonly name = 'NativeStackError';
  readonly code: NativeStackErrorCode;

  constructor(code: NativeStackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
