import type { RowDataPacket, Tx } from '@ballast/database';
import type { LetterInput } from '@ballast/dead-letters';

interface FirstFailure extends RowDataPacket {
  message_id: string;
  subject: string;
  generation: number;
  at: Date;
}

/** A worker knows when it failed itself; when others failed before it, the rows of their attempts say when that began. */
export async function addFirstFailures(tx: Tx, letters: readonly LetterInput[]): Promise<LetterInput[]> {
  const unknown = letters.filter((letter) => letter.firstFailedAt === undefined && letter.messageId !== undefined);
  if (unknown.length === 0) return [...letters];
  const [rows] = await tx.query<FirstFailure[]>(
    `SELECT message_id, subject, generation, MIN(created_at) AS at FROM message_processing_logs
     WHERE message_id IN (?) AND status = 'failed' GROUP BY message_id, subject, generation`,
    [[...new Set(unknown.map(({ messageId }) => messageId))]],
  );
  const keyOf = (subject: string, id: string | undefined, generation: number) => `${subject} ${id}:r${generation}`;
  const firsts = new Map(
    rows.map(({ message_id, subject, generation, at }) => [keyOf(subject, message_id, generation), at]),
  );
  return letters.map((letter) => {
    const firstFailedAt =
      letter.firstFailedAt ?? firsts.get(keyOf(letter.subject, letter.messageId, letter.generation));
    return { ...letter, firstFailedAt };
  });
}
