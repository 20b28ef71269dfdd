import { cutText, type RowDataPacket, type Tx } from '@ballast/database';
import { endRedriveItems, type OpenItem } from './end-redrive-items.ts';
import type { JudgedLetter } from './letter-fate.ts';

/** The redrive that sent a generation has failed when that generation has a letter. Its reason is the letter's error. */
export async function failRedriveItems(tx: Tx, judged: readonly JudgedLetter[]): Promise<void> {
  const redriven = judged.filter(({ row }) => row.messageId !== null && row.generation > 0);
  if (redriven.length === 0) return;
  const letters = new Map(redriven.map(({ row }) => [keyOf(row.messageId ?? '', row.generation), row]));
  const [items] = await tx.query<(OpenItem & RowDataPacket)[]>(
    `SELECT job_id, position, message_id, generation FROM redrive_job_items
     WHERE message_id IN (?) AND state IN ('sent', 'silent')`,
    [[...new Set(redriven.map(({ row }) => row.messageId))]],
  );
  await endRedriveItems(
    tx,
    items.flatMap((item) => {
      const letter = letters.get(keyOf(item.message_id, item.generation + 1));
      if (letter === undefined) return [];
      return [{ item, state: 'failed', reasonCode: letter.errorCode, reason: cutText(letter.errorMessage, 500) }];
    }),
  );
}

function keyOf(messageId: string, generation: number): string {
  return `${messageId}:r${generation}`;
}
