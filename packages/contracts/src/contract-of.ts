import type { MessageContract } from './message-contract.ts';
import { EmailSendRequested } from './messages/email-send-requested.ts';
import { PrimeCheckRequested } from './messages/prime-check-requested.ts';

/** All that Ballast's processes write and read. */
export const CONTRACTS: readonly MessageContract<unknown>[] = [PrimeCheckRequested, EmailSendRequested];

/** The contract of a subject's messages; `undefined` for those of other producers. */
export function contractOf(subject: string): MessageContract<unknown> | undefined {
  return CONTRACTS.find((contract) => contract.subject === subject);
}
