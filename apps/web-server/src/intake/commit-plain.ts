import { type Database, DatabaseError, withTransaction } from '@ballast/database';
import { runUntilCertain, TRANSACTION_DEADLINE_MS } from './commit-in-doubt.ts';
import { insertSubmissions } from './insert-submissions.ts';
import { accept, type IntakeResult, type Submission } from './submission.ts';

/** Commits a group of submissions without idempotency keys: all of them or none. */
export async function commitPlain(
  db: Database,
  submissions: readonly Submission[],
  resolveWithinMs: number,
): Promise<IntakeResult[]> {
  await runUntilCertain(
    async (inDoubt) => {
      try {
        await withTransaction(db, (tx) => insertSubmissions(tx, submissions), { deadlineMs: TRANSACTION_DEADLINE_MS });
      } catch (error) {
        // Ids are new in every submission, so one that is there already got there by the commit we were unsure of; and
        // the group is one transaction, so its neighbours are there as well.
        if (inDoubt && error instanceof DatabaseError && error.code === 'duplicate') return;
        throw error;
      }
    },
    { resolveWithinMs },
  );
  return submissions.map(accept);
}
