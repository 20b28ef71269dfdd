import { PrimeCheckRequested } from '@ballast/contracts';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { storeLetters } from '@ballast/dead-letters';
import { recordLedger } from '@ballast/ledger';
import { v7 as uuidv7 } from 'uuid';

export interface DeadRequest {
  readonly requestId: string;
  readonly letterId: string;
}

/** Accepted requests for prime numbers that were given up with this error, each with its letter, as dlq-manager stores them. */
export async function deadRequests(
  db: Database,
  count: number,
  error: { readonly code: string; readonly message: string; readonly type?: 'transient' | 'permanent' },
): Promise<DeadRequest[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  await withTransaction(db, async (tx) => {
    await tx.query('INSERT INTO prime_checks (id, number, status, generation, enqueue_count) VALUES ?', [
      ids.map((id) => [id, '1000003', 'processing', 0, 1]),
    ]);
    await recordLedger(tx, [{ ledger: 'requests', to: 'processing', count }]);
  });
  await withTransaction(db, (tx) =>
    storeLetters(
      tx,
      ids.map((id) => ({
        key: `dlq:${id}:r0`,
        subject: PrimeCheckRequested.subject,
        messageId: id,
        generation: 0,
        attempts: 4,
        body: Buffer.from(JSON.stringify(PrimeCheckRequested.build(id, { number: '1000003' }, new Date()))),
        headers: {},
        error: { type: error.type ?? 'transient', code: error.code, message: error.message },
      })),
    ),
  );
  const [rows] = await db.pool.query<RowDataPacket[]>(
    'SELECT id, original_message_id FROM dead_letter_messages WHERE original_message_id IN (?) ORDER BY id',
    [ids],
  );
  return rows.map((row) => ({ requestId: String(row.original_message_id), letterId: String(row.id) }));
}
