import type { Database, RowDataPacket } from '@ballast/database';

const OPEN = [
  `SELECT id FROM prime_checks WHERE id IN (?) AND status IN ('processing', 'dead')`,
  `SELECT id FROM email_deliveries WHERE id IN (?) AND status IN ('pending', 'sending', 'dead')`,
  // messages without a row of ours: their letters say whether they are over
  `SELECT original_message_id AS id FROM dead_letter_messages WHERE original_message_id IN (?) AND status IN ('pending', 'reprocessing')`,
];

/** Those of the messages that have not reached their end: under way, or dead and waiting for somebody to act. */
export async function openMessages(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  if (ids.length === 0) return open;
  await db.withConnection(async (connection) => {
    for (const sql of OPEN) {
      const [rows] = await connection.query<(RowDataPacket & { id: string })[]>(sql, [ids]);
      for (const { id } of rows) open.add(id);
    }
  });
  return open;
}
