import type { RowDataPacket, Tx } from '@ballast/database';
import { endRedriveItems, type OpenItem } from './end-redrive-items.ts';
import { resolveOpenLetters } from './resolve-open-letters.ts';

/**
 * A message has succeeded: its open letters are resolved, and the redrives that sent it have succeeded, in the
 * transaction of its effect. For messages that may have letters: those redriven before (generation over 0), and those
 * whose row was dead or discarded; others have none, and need not be asked about. The business rows are locked already.
 *
 * @param by the worker that did it.
 */
export async function closeLetters(
  tx: Tx,
  messageIds: readonly string[],
  by: string,
): Promise<{ letters: number; items: number }> {
  if (messageIds.length === 0) return { letters: 0, items: 0 };
  const [open] = await tx.query<(RowDataPacket & { id: string | number })[]>(
    `SELECT id FROM dead_letter_messages WHERE original_message_id IN (?) AND status IN ('pending', 'reprocessing')`,
    [messageIds],
  );
  const letters = await resolveOpenLetters(
    tx,
    open.map(({ id }) => id),
    ['pending', 'reprocessing'],
    'succeeded',
    by,
  );
  const [items] = await tx.query<(OpenItem & RowDataPacket)[]>(
    `SELECT job_id, position, message_id, generation FROM redrive_job_items
     WHERE message_id IN (?) AND state IN ('sent', 'silent')`,
    [messageIds],
  );
  const ends = items.map((item) => ({ item, state: 'succeeded', reasonCode: null, reason: null }) as const);
  return { letters, items: await endRedriveItems(tx, ends) };
}
