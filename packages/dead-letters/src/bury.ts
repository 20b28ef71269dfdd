import { formatDeadLetterId, HEADER, parseEventId } from '@ballast/contracts';
import type { Tx } from '@ballast/database';
import { deleteRows, type OutboxRow, type RowFault, readHeaders } from '@ballast/outbox';
import { aggregateTypeOf, lockAggregates } from './aggregates.ts';
import { type StoredLetter, storeLetters } from './store-letters.ts';

/**
 * Moves a row that cannot be published into the dead letters, and sets what it is about dead: all of it in the caller's
 * transaction, or nothing. It does not go through the broker, which would refuse it again on `dlq.*`.
 *
 * A generation has one letter, however often it is told: where one exists it stays as it is. Where the request has
 * reached its end meanwhile the letter is stored resolved.
 *
 * @param by the process that buries it.
 * @throws OutboxError `claim_lost` when the row is not there any more: roll back.
 */
export async function bury(tx: Tx, row: OutboxRow, fault: RowFault, by: string): Promise<StoredLetter> {
  const identity = parseEventId(row.eventId);
  const type = aggregateTypeOf(row.subject);
  // The business row before the outbox row: everybody who needs both locks them in this order.
  if (type !== undefined && identity !== undefined) await lockAggregates(tx, type, [identity.id]);
  await deleteRows(tx, [row]);
  const headers = headersOrNone(row);
  const [stored] = await storeLetters(
    tx,
    [
      {
        key: identity === undefined ? `dlq:${row.eventId}` : formatDeadLetterId(identity),
        subject: row.subject,
        messageId: identity?.id,
        generation: identity?.generation ?? 0,
        attempts: row.retryCount + 1,
        body: Buffer.from(row.payload),
        headers: { ...headers, ...letterHeaders(row, fault) },
        error: { type: 'permanent', code: fault.code, message: fault.message },
        worker: by,
        originalCreatedAt: row.createdAt,
        lastFailedAt: new Date(),
      },
    ],
    by,
  );
  return stored as StoredLetter;
}

/** The headers that a dead letter on `dlq.*` would carry, as far as there is anything to say. */
function letterHeaders(row: OutboxRow, fault: RowFault): Record<string, string> {
  return {
    [HEADER.originSubject]: row.subject,
    [HEADER.attempts]: String(row.retryCount + 1),
    [HEADER.errorType]: 'permanent',
    [HEADER.errorCode]: fault.code,
  };
}

function headersOrNone(row: OutboxRow): Record<string, string> {
  try {
    return readHeaders(row);
  } catch {
    // Unreadable headers may be why the row ends here.
    return {};
  }
}
