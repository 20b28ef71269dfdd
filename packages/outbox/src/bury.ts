import { formatDeadLetterId, HEADER, type MessageIdentity, parseEventId } from '@ballast/contracts';
import { isDatabaseError, type Tx } from '@ballast/database';
import { deleteRows } from './finish.ts';
import { type AggregateFate, markAggregateDead } from './mark-aggregate-dead.ts';
import { type OutboxRow, readHeaders } from './outbox-row.ts';
import type { RowFault } from './row-fault.ts';

/**
 * Moves a row that cannot be published into `dead_letter_messages` and sets what it is about dead: all of it in the
 * caller's transaction, or nothing. It does not go through the broker, which would refuse it again on `dlq.*`.
 *
 * A generation has one letter, however often it is told: where one exists it stays as it is. Where the request has
 * reached its end meanwhile the letter is stored resolved.
 *
 * @throws OutboxError `claim_lost` when the row is not there any more: roll back.
 */
export async function bury(tx: Tx, row: OutboxRow, error: RowFault): Promise<AggregateFate> {
  const identity = parseEventId(row.eventId);
  // The business row first: everybody who needs both locks them in this order.
  const fate =
    identity === undefined
      ? 'unchanged'
      : await markAggregateDead(tx, row.aggregateType, row.aggregateId, identity.generation);
  await deleteRows(tx, [row]);
  await keepLetter(tx, row, identity, error, fate);
  return fate;
}

/** A server's idea of JSON is narrower than ours (depth, half surrogate pairs): what it refuses is kept as bytes. */
async function keepLetter(
  tx: Tx,
  row: OutboxRow,
  identity: MessageIdentity | undefined,
  error: RowFault,
  fate: AggregateFate,
): Promise<void> {
  const isJson = parses(row.payload);
  try {
    await insertLetter(tx, row, identity, error, fate, isJson);
  } catch (refusal) {
    if (!isJson || !isDatabaseError(refusal, 'refused_row')) throw refusal;
    await insertLetter(tx, row, identity, error, fate, false);
  }
}

async function insertLetter(
  tx: Tx,
  row: OutboxRow,
  identity: MessageIdentity | undefined,
  error: RowFault,
  fate: AggregateFate,
  isJson: boolean,
): Promise<void> {
  const isResolved = fate === 'over';
  await tx.query(
    `INSERT INTO dead_letter_messages (letter_key, original_subject, original_message_id, payload, payload_raw, headers,
       error_message, error_type, error_code, generation, original_created_at, status, resolved_at, resolved_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, 'permanent', ?, ?, ?, ?, ${isResolved ? 'NOW(3)' : 'NULL'}, ?)
     ON DUPLICATE KEY UPDATE letter_key = VALUES(letter_key)`,
    [
      identity === undefined ? `dlq:${row.eventId}` : formatDeadLetterId(identity),
      row.subject,
      row.aggregateId,
      isJson ? row.payload : null,
      isJson ? null : Buffer.from(row.payload),
      JSON.stringify(letterHeaders(row, error), (_, value) =>
        typeof value === 'string' ? value.toWellFormed() : value,
      ),
      error.message,
      error.code,
      identity?.generation ?? 0,
      row.createdAt,
      isResolved ? 'resolved' : 'pending',
      isResolved ? 'outbox' : null,
    ],
  );
}

/** The headers that a dead letter on `dlq.*` would carry, as far as there is anything to say. */
function letterHeaders(row: OutboxRow, error: RowFault): Record<string, string> {
  return {
    ...headersOrNone(row),
    [HEADER.originSubject]: row.subject,
    [HEADER.attempts]: String(row.retryCount + 1),
    [HEADER.errorType]: 'permanent',
    [HEADER.errorCode]: error.code,
    [HEADER.errorMessage]: error.message,
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

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
