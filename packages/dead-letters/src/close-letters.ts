import type { RowDataPacket, Tx } from '@ballast/database';
import { endRedriveItems } from './end-redrive-items.ts';
import { isOfSubject, readOpenItems } from './open-items.ts';
import { resolveOpenLetters } from './resolve-open-letters.ts';

/**
 * A message has succeeded: its open letters are resolved, and the redrives that sent it have succeeded, in the
 * transaction of its effect. For messages that may have letters: those redriven before (generation over 0), and those
 * whose row was dead or discarded; others have none, and need not be asked about. The business rows are locked already.
 *
 * @param subject that of the messages: letters of the same ids on another subject are of other messages.
 * @param by the worker that did it.
 */
export async function closeLetters(
  tx: Tx,
  subject: string,
  messageIds: readonly string[],
  by: string,
): Promise<{ letters: number; items: number }> {
  if (messageIds.length === 0) return { letters: 0, items: 0 };
  const [open] = await tx.query<(RowDataPacket & { id: string | number })[]>(
    `SELECT id FROM dead_letter_messages
     WHERE original_message_id IN (?) AND original_subject = ? AND status IN ('pending', 'reprocessing')`,
    [messageIds, subject],
  );
  const letters = await resolveOpenLetters(
    tx,
    open.map(({ id }) => id),
    ['pending', 'reprocessing'],
    'succeeded',
    by,
  );
  const items = await readOpenItems(tx, messageIds);
  const own = items.filter((item) => isOfSubject(item, subject));
  const ends = own.map((item) => ({ item, state: 'succeeded', reasonCode: null, reason: null }) as const);
  return { letters, items: await endRedriveItems(tx, ends) };
}
