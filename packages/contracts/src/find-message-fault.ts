import { contractOf } from './contract-of.ts';
import { EnvelopeSchema } from './envelope.ts';
import type { DecodeFailure } from './message-contract.ts';
import { EmailSendRequested } from './messages/email-send-requested.ts';
import { PrimeCheckRequested } from './messages/prime-check-requested.ts';
import { DEFAULT_MAX_DIGITS, describeWholeNumberFault, findWholeNumberFault } from './whole-number.ts';

/** The message whose place a text is to take. */
export interface ReplacedMessage {
  readonly subject: string;
  /** Which must stay; undefined where nobody has told it. */
  readonly id: string | undefined;
  /** Of the delivery that a mail's message is about, where it is known: it must stay too. */
  readonly mailKind?: string | undefined;
}

export interface MessageFault {
  /** A JSON pointer (RFC 6901); empty for the whole. */
  readonly field: string;
  /** One English sentence, fit for the page and for an API answer. */
  readonly message: string;
}

/**
 * Finds what keeps a text from taking a message's place, or `undefined` when it can. It is read as its worker will read it: by
 * the contract of its subject. Messages of other producers have no contract here: theirs must be JSON.
 */
export function findMessageFault(text: string, replaced: ReplacedMessage): MessageFault | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { field: '', message: `It is no JSON: ${error instanceof Error ? error.message : String(error)}.` };
  }
  const contract = contractOf(replaced.subject);
  if (contract === undefined) return undefined;
  const fault = findEnvelopeFault(value, replaced);
  if (fault !== undefined) return fault;
  const decoded = contract.decode(new TextEncoder().encode(text));
  if (!decoded.ok) return { field: fieldOf(decoded.detail, decoded.failure), message: sentence(decoded.detail) };
  if (contract === PrimeCheckRequested) return findNumberFault(decoded.envelope.payload);
  if (contract === EmailSendRequested) return findKindFault(decoded.envelope.payload, replaced);
  return undefined;
}

function findEnvelopeFault(value: unknown, { id }: ReplacedMessage): MessageFault | undefined {
  const envelope = EnvelopeSchema.safeParse(value);
  if (!envelope.success) {
    const [issue] = envelope.error.issues;
    return { field: pointer(issue?.path ?? []), message: sentence(issue?.message ?? 'It is no message.') };
  }
  if (id === undefined || envelope.data.id === id) return undefined;
  return { field: '/id', message: `The id must stay ${id}: effects are keyed by it.` };
}

function findNumberFault(payload: unknown): MessageFault | undefined {
  const { number } = payload as { number: string };
  const fault = findWholeNumberFault(number);
  if (fault === undefined) return undefined;
  return { field: '/payload/number', message: describeWholeNumberFault(fault, number, DEFAULT_MAX_DIGITS) };
}

function findKindFault(payload: unknown, { mailKind }: ReplacedMessage): MessageFault | undefined {
  const { kind } = payload as { kind: string };
  if (mailKind === undefined || kind === mailKind) return undefined;
  return { field: '/payload/kind', message: `The kind must stay ${mailKind}, which is that of its delivery.` };
}

/** The contract's detail begins with the path of what is wrong, seen from the payload. */
function fieldOf(detail: string, failure: DecodeFailure): string {
  if (failure === 'unknown_type') return '/type';
  if (failure === 'unknown_version') return '/version';
  const path = /^([\w.]+): /u.exec(detail)?.[1];
  return path === undefined ? '/payload' : pointer(['payload', ...path.split('.')]);
}

function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}
