import { firstIdentity, PrimeCheckRequested } from '@ballast/contracts';
import type { Tx } from '@ballast/database';
import { recordLedger } from '@ballast/ledger';
import { createOutboxMessage, enqueue } from '@ballast/outbox';
import type { Submission } from './submission.ts';

/**
 * Writes the request rows and their outbox rows with one insert each, and counts them. That both stand in one transaction is the
 * guarantee behind every 202: what is accepted will be published.
 */
export async function insertSubmissions(tx: Tx, submissions: readonly Submission[]): Promise<void> {
  if (submissions.length === 0) return;
  await tx.query(
    `INSERT INTO prime_checks (id, number, user_id, email_sealed, status, generation, enqueue_count, trace_id, created_at, updated_at)
     VALUES ?`,
    [
      submissions.map((one) => [
        one.id,
        one.number,
        one.userId,
        one.emailSealed ?? null,
        'processing',
        0,
        1,
        one.traceId,
        one.createdAt,
        one.createdAt,
      ]),
    ],
  );
  await enqueue(
    tx,
    submissions.map((one) =>
      createOutboxMessage(
        PrimeCheckRequested,
        firstIdentity(one.id),
        'prime_check',
        { number: one.number },
        one.createdAt,
        one.trace,
      ),
    ),
  );
  await recordLedger(tx, [{ ledger: 'requests', to: 'processing', count: submissions.length }]);
}
