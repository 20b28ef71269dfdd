import { cutText, type Tx } from '@ballast/database';
import { endRedriveItems } from './end-redrive-items.ts';
import type { JudgedLetter } from './letter-fate.ts';
import { isOfSubject, readOpenItems } from './open-items.ts';

/** The redrive that sent a generation has failed when that generation has a letter. Its reason is the letter's error. */
export async function failRedriveItems(tx: Tx, judged: readonly JudgedLetter[]): Promise<void> {
  const redriven = judged.filter(({ row }) => row.messageId !== null && row.generation > 0);
  if (redriven.length === 0) return;
  const items = await readOpenItems(tx, [...new Set(redriven.map(({ row }) => row.messageId ?? ''))]);
  await endRedriveItems(
    tx,
    items.flatMap((item) => {
      const letter = redriven.find(
        ({ row }) =>
          row.messageId === item.message_id && row.generation === item.generation + 1 && isOfSubject(item, row.subject),
      )?.row;
      if (letter === undefined) return [];
      return [{ item, state: 'failed', reasonCode: letter.errorCode, reason: cutText(letter.errorMessage, 500) }];
    }),
  );
}
