import { findMessageFault } from '@ballast/contracts/operators';
import { ActError } from '../act-error.ts';
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
  if (payload === undefined) throw new ActError('invalid_edit', 'The message is missing.', { field: '' });
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const { subject, mailKind } = message;
  const fault = findMessageFault(text, { subject, mailKind, id: messageIdOf(message) });
  if (fault !== undefined) throw new ActError('invalid_edit', fault.message, { field: fault.field });
  return { text, value: typeof payload === 'string' ? JSON.parse(payload) : payload };
}
