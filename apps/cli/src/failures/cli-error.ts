/** The closed list of reasons why a command does not do what it was asked. */
export type CliErrorCode =
  /** Called wrongly: an unknown flag, an id of another form, a missing argument, a key that cannot be read. */
  | 'usage'
  /** The web server does not answer. */
  | 'unreachable'
  /** It answers, and says no: no key, too little role, not found, not possible now. */
  | 'refused'
  /** It answers with what this version cannot read. */
  | 'incompatible'
  /** A person was asked and said no, or pressed Ctrl-C. */
  | 'declined'
  /** Everything was understood and it still went wrong. */
  | 'failed';

/** Its message is for the person at the terminal: what is wrong, where, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
