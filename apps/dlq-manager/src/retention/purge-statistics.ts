import { type Database, type ResultSetHeader, withTransaction } from '@ballast/database';
import type { Batches } from './batches.ts';

/** Deletes the counts of hours before `before`, in the order of the key that the upsert uses. */
export async function* purgeStatistics(db: Database, before: Date, batchSize: number): Batches {
  for (;;) {
    const deleted = await withTransaction(db, async (tx) => {
      const [result] = await tx.query<ResultSetHeader>(
        'DELETE FROM dlq_statistics WHERE date_hour < ? ORDER BY date_hour, subject, error_type LIMIT ?',
        [before, batchSize],
      );
      return result.affectedRows;
    });
    yield deleted;
    if (deleted < batchSize) return;
  }
}
