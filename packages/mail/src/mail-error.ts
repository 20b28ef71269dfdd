/** Why a mail was not (known to be) sent. */
export const MAIL_ERROR_CODES = [
  /** The server cannot be reached or used, or the connection to it was lost. */
  'unavailable',
  /** The server answered 4xx for this mail: the same mail may be taken later. */
  'rejected_temporary',
  /** The server answered 5xx for this mail: it will never be taken as it is. */
  'rejected_permanent',
  /** The server did not answer in time. */
  'timeout',
  /** The address cannot be written to at all; nothing was sent. */
  'invalid_address',
  /** A field would break out of its header (CR, LF, NUL) or the mail cannot be built; nothing was sent. */
  'invalid_mail',
] as const;
export type MailErrorCode = (typeof MAIL_ERROR_CODES)[number];

export interface MailErrorDetails {
  readonly cause?: unknown;
  /** The SMTP reply code, where the server gave one. */
  readonly responseCode?: number | undefined;
  /** See `MailError.reply`. */
  readonly reply?: string | undefined;
  /** See `MailError.connected`. */
  readonly connected?: boolean;
  /** See `MailError.afterData`. */
  readonly afterData?: boolean;
}

/** The one error of this package. Its message never holds an address, so it may be logged and stored. */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: MailErrorCode;
  readonly responseCode: number | undefined;
  /** The server's words, without the addresses that were in them: fit to be stored, but log them nowhere. */
  readonly reply: string | undefined;
  /**
   * Whether a session with the server had begun (greeted, secured, signed in). `false` says that no mail could have
   * been sent to this server now, whichever it was: the fault is not the mail's.
   */
  readonly connected: boolean;
  /**
   * Whether the whole mail had been handed over and no answer came: the server may have taken it, and sending it
   * again may make a second one.
   */
  readonly afterData: boolean;

  constructor(code: MailErrorCode, message: string, details: MailErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.responseCode = details.responseCode;
    this.reply = details.reply;
    this.connected = details.connected ?? false;
    this.afterData = details.afterData ?? false;
  }
}
