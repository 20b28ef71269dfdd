import type { ErrorType } from '@ballast/reliability';

/** A message that was given up, as it is told. Nothing of it is trusted: `storeLetters` cuts and cleans what it writes. */
export interface LetterInput {
  /** With the subject, what says that two letters are one: `dlq:<id>:r<generation>`, or `dlq:<stream>:<stream_created>:<seq>`. */
  readonly key: string;
  /** The subject of the message, not the letter's. */
  readonly subject: string;
  /** `undefined` where none can be read. */
  readonly messageId?: string | undefined;
  readonly generation: number;
  /** Attempts spent by this generation. */
  readonly attempts: number;
  /** The message's bytes. */
  readonly body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly error: {
    readonly type: ErrorType;
    readonly code?: string | undefined;
    readonly message: string;
    readonly stack?: string | undefined;
  };
  readonly consumer?: string | undefined;
  readonly worker?: string | undefined;
  /** Where the message lay; all three, or none for an outbox row. */
  readonly origin?: { readonly stream: string; readonly streamCreated: string; readonly seq: number } | undefined;
  readonly originalCreatedAt?: Date | undefined;
  readonly firstFailedAt?: Date | undefined;
  readonly lastFailedAt?: Date | undefined;
}
