import type { RowDataPacket, Tx } from '@ballast/database';
import type { OpenItem } from './end-redrive-items.ts';

interface OpenItemRow extends OpenItem, RowDataPacket {
  /** That of its letter, and NULL once that letter is deleted. */
  readonly subject: string | null;
}

/** The redrives of messages with these ids whose outcome is awaited, whatever their subject. `silent` is open as well. */
export async function readOpenItems(tx: Tx, messageIds: readonly string[]): Promise<OpenItemRow[]> {
  const [items] = await tx.query<OpenItemRow[]>(
    `SELECT i.job_id, i.position, i.message_id, i.generation, m.original_subject AS subject
     FROM redrive_job_items AS i LEFT JOIN dead_letter_messages AS m ON m.id = i.letter_id
     WHERE i.message_id IN (?) AND i.state IN ('sent', 'silent')`,
    [messageIds],
  );
  return items;
}

/** Whether the item is of a message of this subject. One whose letter is gone is told by its id alone. */
export function isOfSubject(item: Pick<OpenItemRow, 'subject'>, subject: string): boolean {
  return item.subject === null || item.subject === subject;
}
