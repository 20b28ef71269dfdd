import type { Readable } from 'node:stream';

/** How far one mail got on its way to the server. */
export interface HandOver {
  /** A session existed and the mail's turn in it began. */
  readonly begun: boolean;
  /** Every byte of the mail, and the end of DATA after it, was written to the connection. */
  readonly complete: boolean;
}

/**
 * Watches the stream that nodemailer reads a mail from. It makes one for each connection it tries the mail on, only
 * once that connection is ready, and reads it only after the server has said 354; the end of DATA is written in the
 * tick after the last byte was read.
 */
export class HandOverWatch implements HandOver {
  #stream: Readable | undefined;

  /** To be called with each stream the mail is read from. */
  watch(stream: Readable): Readable {
    this.#stream = stream;
    return stream;
  }

  get begun(): boolean {
    return this.#stream !== undefined;
  }

  get complete(): boolean {
    return this.#stream?.readableEnded ?? false;
  }
}
