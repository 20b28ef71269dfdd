import type { MessageIdentity } from '@ballast/contracts';

/** A message to be published once the transaction that enqueues it has committed. */
export interface OutboxMessage {
  readonly identity: MessageIdentity;
  /** What the message is about, e.g. `prime_check` or `email_delivery`; its id is the identity's. */
  readonly aggregateType: string;
  /** The contract's type, e.g. `prime_check.requested`. */
  readonly eventType: string;
  readonly subject: string;
  /** The envelope's JSON; published byte for byte. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}
