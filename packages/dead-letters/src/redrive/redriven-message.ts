import { formatEventId, HEADER, type MessageIdentity } from '@ballast/contracts';
import { contractOf } from '@ballast/contracts/operators';
import type { OutboxMessage } from '@ballast/outbox';
import { aggregateTypeOf } from '../aggregates.ts';

/** What a redrive needs of a letter to send it again. */
export interface LetterContent {
  readonly id: number;
  readonly messageId: string | null;
  readonly subject: string;
  /** What is sent: the edited payload where there is one. */
  readonly body: string;
  readonly isEdited: boolean;
  /** Of the dead letter. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Names that a header may have on the way out. */
const SAFE_NAME = /^[A-Za-z0-9_.-]{1,128}$/;
const PRINTABLE = /^[ -~]*$/;
/** Those of ours that belong to the message; the others tell of its death. */
const KEPT_OF_OURS: readonly string[] = [HEADER.contractVersion];

/** The message of a letter, to be sent as its next generation. */
export function buildRedrivenMessage(letter: LetterContent, identity: MessageIdentity): OutboxMessage {
  const contract = contractOf(letter.subject);
  return {
    identity,
    aggregateType: aggregateTypeOf(letter.subject) ?? 'message',
    eventType: contract?.type ?? 'redriven',
    subject: letter.subject,
    body: letter.body,
    headers: {
      ...safeHeaders(letter.headers),
      // An edited message was checked against this version, whatever the original claimed.
      ...(letter.isEdited && contract !== undefined && { [HEADER.contractVersion]: String(contract.version) }),
      [HEADER.messageId]: formatEventId(identity),
    },
  };
}

/** The original's headers without what the broker reserves and without the story of its death. */
function safeHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name, value]) =>
      SAFE_NAME.test(name) &&
      PRINTABLE.test(value) &&
      !/^nats-/iu.test(name) &&
      (!/^ballast-/iu.test(name) || KEPT_OF_OURS.includes(name)),
  );
  return Object.fromEntries(kept);
}
