import type { RowDataPacket, Tx } from '@ballast/database';

/** What is done about one user's links and sessions is done one after the other. False when there is no such account. */
export async function lockUser(tx: Tx, userId: string): Promise<boolean> {
  const [users] = await tx.query<RowDataPacket[]>('SELECT id FROM users WHERE id = ? FOR UPDATE', [userId]);
  return users.length > 0;
}
