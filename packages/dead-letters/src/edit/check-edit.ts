import {
  DEFAULT_MAX_DIGITS,
  describeWholeNumberFault,
  EmailSendRequested,
  EnvelopeSchema,
  findWholeNumberFault,
  PrimeCheckRequested,
} from '@ballast/contracts';
import { ActError } from '../act-error.ts';
import { contractOf } from '../contract-of.ts';
import { messageIdOf } from '../nameless-letter.ts';

/** The message that an edit replaces. */
export interface EditedMessage {
  readonly id: number;
  readonly messageId: string | null;
  readonly subject: string;
  /** Of the delivery that a mail's message is about. */
  readonly mailKind: string | undefined;
}

export interface CheckedEdit {
  /** What is sent: the text as it was given, or the JSON of what was given. */
  readonly text: string;
  readonly value: unknown;
}

/**
 * Checks an edited message as its worker will: the contract of its subject, its id (which must stay), and what its business
 * row says. Messages of other producers have no contract here: theirs must be JSON.
 *
 * @throws ActError `invalid_edit` with the field
 */
export function checkEdit(message: EditedMessage, payload: unknown): CheckedEdit {
  const edit = readEdit(payload);
  const contract = contractOf(message.subject);
  if (contract === undefined) return edit;
  checkEnvelope(message, edit.value);
  const decoded = contract.decode(Buffer.from(edit.text));
  if (!decoded.ok) throw invalid(fieldOf(decoded.detail, decoded.failure), sentence(decoded.detail));
  if (contract === PrimeCheckRequested) checkNumber(decoded.envelope.payload);
  if (contract === EmailSendRequested) checkKind(message, decoded.envelope.payload);
  return edit;
}

function readEdit(payload: unknown): CheckedEdit {
  if (payload === undefined) throw invalid('', 'The message is missing.');
  if (typeof payload !== 'string') return { text: JSON.stringify(payload), value: payload };
  try {
    return { text: payload, value: JSON.parse(payload) };
  } catch (error) {
    throw invalid('', `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`, error);
  }
}

function checkEnvelope(message: EditedMessage, value: unknown): void {
  const envelope = EnvelopeSchema.safeParse(value);
  if (!envelope.success) {
    const [issue] = envelope.error.issues;
    throw invalid(pointer(issue?.path ?? []), sentence(issue?.message ?? 'It is no message.'));
  }
  const id = messageIdOf(message);
  if (envelope.data.id !== id) throw invalid('/id', `The id must stay ${id}: effects are keyed by it.`);
}

function checkNumber(payload: unknown): void {
  const { number } = payload as { number: string };
  const fault = findWholeNumberFault(number);
  if (fault !== undefined) {
    throw invalid('/payload/number', describeWholeNumberFault(fault, number, DEFAULT_MAX_DIGITS));
  }
}

function checkKind({ mailKind }: EditedMessage, payload: unknown): void {
  const { kind } = payload as { kind: string };
  if (mailKind !== undefined && kind !== mailKind) {
    throw invalid('/payload/kind', `The kind must stay ${mailKind}, which is that of its delivery.`);
  }
}

/** The contract's detail begins with the path of what is wrong, seen from the payload. */
function fieldOf(detail: string, failure: string): string {
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

function invalid(field: string, message: string, cause?: unknown): ActError {
  return new ActError('invalid_edit', message, { field, cause });
}
