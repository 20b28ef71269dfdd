/** The closed list of reasons why the stack could not be started, stopped or described. */
export type StackErrorCode =
  | 'setting_invalid'
  | 'migration_failed'
  | 'build_failed'
  | 'already_running'
  | 'interrupted'
  | 'lost_supervisor';

/** Its message is one sentence for the person at the terminal, with the remedy. */
export class StackError extends Error {
  override readonly name = 'StackError';
  readonly code: StackErrorCode;

  constructor(code: StackErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
