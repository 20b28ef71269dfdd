import { PrimeCheckRequested } from '@ballast/contracts';
import type { Tx } from '@ballast/database';
import type { LetterContent } from './redriven-message.ts';

/**
 * Gives requests the numbers that their edited messages ask about, so that the verdict belongs to what the request shows
 * (a worker refuses a message about another number). Their rows are locked by the caller. The numbers before and after
 * are in the audit of the edit.
 */
export async function applyEditedNumbers(tx: Tx, contents: readonly LetterContent[]): Promise<void> {
  const numbers = contents.flatMap(({ messageId, subject, body, isEdited }) => {
    if (!isEdited || messageId === null || subject !== PrimeCheckRequested.subject) return [];
    const decoded = PrimeCheckRequested.decode(Buffer.from(body));
    return decoded.ok ? [[messageId, decoded.envelope.payload.number] as const] : [];
  });
  if (numbers.length === 0) return;
  await tx.query(
    `UPDATE prime_checks FORCE INDEX (PRIMARY) SET number = CASE id ${numbers.map(() => 'WHEN ? THEN ?').join(' ')} END
      WHERE id IN (?)`,
    [...numbers.flat(), numbers.map(([id]) => id)],
  );
}
