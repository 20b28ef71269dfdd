/** The closed list of what can go wrong here. */
export type RuntimeErrorCode =
  | 'bad_config'
  | 'port_taken'
  | 'port_forbidden'
  | 'lifecycle_closed'
  | 'close_failed'
  | 'check_timeout';

/** An error of this package. Its message is a sentence for the operator; match the code. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly code: RuntimeErrorCode;

  constructor(code: RuntimeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
