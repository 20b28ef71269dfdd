/** The closed list of what can go wrong here. Callers match on these, never on the text. */
export const MESSAGING_ERROR_CODES = [
  /** There is no connection, or the server cannot serve now: nothing was sent, or nothing was stored. */
  'unavailable',
  /** The stream takes no more until some of it is consumed. */
  'stream_full',
  /** No stream listens on the subject, or the stream is not there. */
  'no_stream',
  /** Body and headers together are over the stream's or the server's limit. */
  'too_large',
  /** No answer came in time: it may have happened, or not. Publishing again with the same id is safe. */
  'timeout',
  /**
   * The server is storing a message with this id, or was when its cluster lost its leader: it is not stored yet, and a
   * server before 2.11 may say so until its duplicate window is over. Publishing it again with the same id, later, is right.
   */
  'in_process',
  /** The server or the client refuses the request as it is. */
  'rejected',
  /** This Messaging was closed. */
  'closed',
  /** A stream or consumer exists with a setting that cannot be changed in place; the text says what to do. */
  'topology_conflict',
  /** The server took a configuration and did not keep it as it was sent. */
  'topology_mismatch',
] as const;
/** One of `MESSAGING_ERROR_CODES`. */
export type MessagingErrorCode = (typeof MESSAGING_ERROR_CODES)[number];

/** The only error that this package throws by itself, whatever the client threw; match the code. */
export class MessagingError extends Error {
  override readonly name = 'MessagingError';
  readonly code: MessagingErrorCode;

  constructor(code: MessagingErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
