import { formatEventId } from '@ballast/contracts';
import type { Tx } from '@ballast/database';
import { measureMessage } from './message-size.ts';
import { OutboxError } from './outbox-error.ts';
import type { OutboxMessage } from './outbox-message.ts';

/** One statement stays well under MariaDB's default `max_allowed_packet` (16 MiB), even if escaping doubles the text. */
const MAX_STATEMENT_BYTES = 4_194_304;

type Row = readonly [string, string, string, string, string, string, string];

/**
 * Writes messages into the outbox, in the caller's transaction: they are published if and only if it commits. One
 * multi-row insert, or a few when the messages are large. Publishing afterwards is the relay's; a wake-up after the
 * commit only makes it sooner.
 *
 * @throws OutboxError `too_large` before anything is written, when a message is over what the streams take.
 * @throws DatabaseError `duplicate` (through `withTransaction`) when an identity was enqueued before and still waits.
 */
export async function enqueue(tx: Tx, messages: readonly OutboxMessage[]): Promise<void> {
  for (const rows of statements(messages)) {
    await tx.query(
      `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers) VALUES ?`,
      [rows],
    );
  }
}

/** Cuts the rows into statements of bounded size. Every message is checked before the first statement runs. */
function statements(messages: readonly OutboxMessage[]): Row[][] {
  const all: Row[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const headers = JSON.stringify(message.headers);
    const size = checkSize(message, headers);
    const current = all.at(-1);
    if (current === undefined || bytes + size > MAX_STATEMENT_BYTES) {
      all.push([toRow(message, headers)]);
      bytes = size;
    } else {
      current.push(toRow(message, headers));
      bytes += size;
    }
  }
  return all;
}

function checkSize(message: OutboxMessage, headersJson: string): number {
  const { bytes, headersBytes, fault } = measureMessage(message, headersJson);
  if (fault !== undefined) {
    const eventId = formatEventId(message.identity);
    throw new OutboxError(
      'too_large',
      `${eventId} has ${fault.bytes} bytes (${fault.part}), ${fault.limit} are allowed`,
    );
  }
  return bytes + headersBytes;
}

function toRow(message: OutboxMessage, headers: string): Row {
  const { identity, aggregateType, eventType, subject, body } = message;
  return [formatEventId(identity), aggregateType, identity.id, eventType, subject, body, headers];
}
