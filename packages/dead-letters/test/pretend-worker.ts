import { parseEventId } from '@ballast/contracts';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { closeLetters } from '../src/close-letters.ts';
import { storeLetters } from '../src/store-letters.ts';

/**
 * Does to the outbox what relay, worker and manager do: takes all rows out of it, and gives each message its end.
 * `succeeds` says of a message whether it succeeds; one that does not comes back as a letter of its generation. Answers
 * the event ids that it took.
 */
export async function pretendWorker(db: Database, succeeds: (id: string) => boolean): Promise<string[]> {
  const [taken] = await db.pool.query<RowDataPacket[]>('SELECT event_id, subject, payload FROM outbox ORDER BY id');
  for (const row of taken) {
    const identity = parseEventId(String(row.event_id));
    if (identity === undefined) continue;
    await withTransaction(db, async (tx) => {
      await tx.query('DELETE FROM outbox WHERE event_id = ? AND subject = ?', [row.event_id, row.subject]);
      if (!succeeds(identity.id)) {
        await storeLetters(tx, [
          {
            key: `dlq:${identity.id}:r${identity.generation}`,
            subject: String(row.subject),
            messageId: identity.id,
            generation: identity.generation,
            attempts: 4,
            body: Buffer.from(String(row.payload)),
            headers: {},
            error: { type: 'transient', code: 'ETIMEDOUT', message: 'still broken' },
          },
        ]);
        return;
      }
      await tx.query('SELECT id FROM prime_checks WHERE id = ? FOR UPDATE', [identity.id]);
      await tx.query(
        `UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3)
          WHERE id = ?`,
        [identity.id],
      );
      await closeLetters(tx, String(row.subject), [identity.id], 'worker');
    });
  }
  return taken.map(({ event_id }) => String(event_id));
}
