import type { ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';

type OpenState = 'pending' | 'reprocessing';

/**
 * Resolves those of the letters that are still in one of the states, and returns how many they were. The letters are
 * locked in the order of their ids before they are looked at.
 */
export async function resolveOpenLetters(
  tx: Tx,
  ids: readonly (string | number)[],
  from: readonly OpenState[],
  resolution: 'succeeded' | 'superseded',
  by: string,
): Promise<number> {
  if (ids.length === 0) return 0;
  const [locked] = await tx.query<(RowDataPacket & { id: string | number; status: string })[]>(
    'SELECT id, status FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE',
    [ids],
  );
  const open = locked.filter(({ status }) => (from as readonly string[]).includes(status)).map(({ id }) => id);
  if (open.length === 0) return 0;
  const [result] = await tx.query<ResultSetHeader>(
    `UPDATE dead_letter_messages FORCE INDEX (PRIMARY)
     SET status = 'resolved', resolution = ?, resolved_at = NOW(3), resolved_by = ? WHERE id IN (?)`,
    [resolution, by.slice(0, 255), open],
  );
  return result.affectedRows;
}
