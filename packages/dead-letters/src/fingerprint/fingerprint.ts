import { createHash } from 'node:crypto';
import { type ErrorType, normaliseMessage } from '@ballast/reliability';

export interface FailureToGroup {
  readonly type: ErrorType;
  readonly code?: string | undefined;
  readonly message: string;
  /** Who failed: the consumer, or the subject where nobody consumed it. */
  readonly handler: string;
}

export interface Fingerprint {
  /** SHA-256 in hex of error type and code: the coarse level. */
  readonly family: string;
  /** SHA-256 in hex of the family, the title and the handler: the key of the group. */
  readonly fingerprint: string;
  /** The normalised message. */
  readonly title: string;
}

/** To which group a failure belongs, by what it says and who said it, never by where in the code it was thrown. */
export function fingerprintOf({ type, code = '', message, handler }: FailureToGroup): Fingerprint {
  const family = hash(type, code);
  const title = normaliseMessage(message);
  return { family, fingerprint: hash(family, title, handler), title: title === '' ? code || 'no message' : title };
}

/** As JSON: no two lists of texts are the same text. */
function hash(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
