import { parseEventSubject } from './event-streams.ts';
import type { MessageContract } from './message-contract.ts';
import { EmailSendRequested } from './messages/email-send-requested.ts';
import { EVENTS } from './messages/events.ts';
import { PrimeCheckRequested } from './messages/prime-check-requested.ts';

/** All that Ballast's processes write and read. */
export const CONTRACTS: readonly MessageContract<unknown>[] = [PrimeCheckRequested, EmailSendRequested];

/** The contract of a subject's messages, for whichever group they are; `undefined` for those of other producers. */
export function contractOf(subject: string): Omit<MessageContract<unknown>, 'build'> | undefined {
  const event = parseEventSubject(subject);
  if (event === undefined) return CONTRACTS.find((contract) => contract.subject === subject);
  return EVENTS.find((contract) => contract.subject === event.subject);
}
