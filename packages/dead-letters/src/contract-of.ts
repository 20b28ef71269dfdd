import { EmailSendRequested, type MessageContract, PrimeCheckRequested } from '@ballast/contracts';

const CONTRACTS: readonly MessageContract<unknown>[] = [PrimeCheckRequested, EmailSendRequested];

/** The contract of a subject's messages; `undefined` for those of other producers. */
export function contractOf(subject: string): MessageContract<unknown> | undefined {
  return CONTRACTS.find((contract) => contract.subject === subject);
}
