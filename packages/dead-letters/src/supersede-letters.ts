import type { RowDataPacket, Tx } from '@ballast/database';
import type { JudgedLetter } from './letter-fate.ts';
import { messageKey, messageKeyOf } from './message-key.ts';
import { letterIdOf } from './nameless-letter.ts';
import { resolveOpenLetters } from './resolve-open-letters.ts';

interface OlderLetter extends RowDataPacket {
  id: string | number;
  message_id: string;
  subject: string;
  generation: number;
}

/** A redriven message that failed again has a letter of its new generation: the older ones have nothing left to wait for. */
export async function supersedeLetters(tx: Tx, judged: readonly JudgedLetter[], by: string): Promise<void> {
  const generations = newestRedriven(judged);
  if (generations.size === 0) return;
  const ids = [...new Set(judged.flatMap(({ row }) => row.messageId ?? []))];
  const [named] = await tx.query<OlderLetter[]>(
    `SELECT id, original_message_id AS message_id, original_subject AS subject, generation FROM dead_letter_messages
     WHERE original_message_id IN (?) AND status = 'reprocessing'`,
    [ids],
  );
  const older = [...named, ...(await readNameless(tx, ids))];
  const over = older.filter(
    ({ subject, message_id, generation }) => generation < (generations.get(messageKey(subject, message_id)) ?? 0),
  );
  await resolveOpenLetters(
    tx,
    over.map(({ id }) => id),
    ['reprocessing'],
    'superseded',
    by,
  );
}

/** Letters without a message id, which were sent under one made of their own. */
async function readNameless(tx: Tx, messageIds: readonly string[]): Promise<OlderLetter[]> {
  const ids = messageIds.map(letterIdOf).filter((id) => id !== undefined);
  if (ids.length === 0) return [];
  const [letters] = await tx.query<OlderLetter[]>(
    `SELECT id, CONCAT('letter-', id) AS message_id, original_subject AS subject, generation FROM dead_letter_messages FORCE INDEX (PRIMARY)
     WHERE id IN (?) AND original_message_id IS NULL AND status = 'reprocessing'`,
    [ids],
  );
  return letters;
}

/** By message; a generation that the business row has never reached was made up, and ends nothing. */
function newestRedriven(judged: readonly JudgedLetter[]): Map<string, number> {
  const generations = new Map<string, number>();
  for (const { row, aggregate } of judged) {
    const wasSent = aggregate === undefined || aggregate.generation >= row.generation;
    if (row.messageId === null || row.generation === 0 || !wasSent) continue;
    const key = messageKeyOf(row);
    generations.set(key, Math.max(row.generation, generations.get(key) ?? 0));
  }
  return generations;
}
