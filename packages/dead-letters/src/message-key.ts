import type { LetterRow } from './letter-row.ts';

/** What tells messages apart in memory: an id is only unique within its subject, and neither of the two holds a space. */
export function messageKey(subject: string, messageId: string): string {
  return `${subject} ${messageId}`;
}

export function messageKeyOf({ subject, messageId }: Pick<LetterRow, 'subject' | 'messageId'>): string {
  return messageKey(subject, messageId ?? '');
}
