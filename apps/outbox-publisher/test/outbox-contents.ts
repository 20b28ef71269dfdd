import { randomUUID } from 'node:crypto';
import { EmailSendRequested, firstIdentity, formatEventId, PrimeCheckRequested } from '@ballast/contracts';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { createOutboxMessage, enqueue, type OutboxMessage } from '@ballast/outbox';

export function primeCheckMessages(count: number): OutboxMessage[] {
  return Array.from({ length: count }, () =>
    createOutboxMessage(
      PrimeCheckRequested,
      firstIdentity(randomUUID()),
      'prime_check',
      { number: '7' },
      new Date(),
      {},
    ),
  );
}

export function emailMessages(count: number): OutboxMessage[] {
  return Array.from({ length: count }, () =>
    createOutboxMessage(
      EmailSendRequested,
      firstIdentity(randomUUID()),
      'email_delivery',
      { kind: 'welcome' },
      new Date(),
      {},
    ),
  );
}

export async function put(db: Database, messages: readonly OutboxMessage[]): Promise<void> {
  await withTransaction(db, (tx) => enqueue(tx, messages));
}

/** Puts a row past the size check that `enqueue` makes, as a producer of another kind could. */
export async function putOversized(db: Database, maxRetries: number, bytes = 1_200_000): Promise<OutboxMessage> {
  const [message] = primeCheckMessages(1);
  if (message === undefined) throw new Error('no message');
  const body = JSON.stringify({ ...JSON.parse(message.body), filler: 'x'.repeat(bytes) });
  await db.pool.query(
    `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers, max_retries)
     VALUES (?, 'prime_check', ?, ?, ?, ?, '{}', ?)`,
    [formatEventId(message.identity), message.identity.id, message.eventType, message.subject, body, maxRetries],
  );
  return { ...message, body };
}

export async function countRows(db: Database, table: string): Promise<number> {
  const [[row]] = await db.pool.query<RowDataPacket[]>('SELECT COUNT(*) AS count FROM ??', [table]);
  return row?.count as number;
}

/** The most attempts any row in the outbox has spent; 0 for an empty one. */
export async function mostAttempts(db: Database): Promise<number> {
  const [[row]] = await db.pool.query<RowDataPacket[]>('SELECT COALESCE(MAX(retry_count), 0) AS most FROM outbox');
  return Number(row?.most);
}

export interface HistoryRow extends RowDataPacket {
  event_id: string;
  subject: string;
  stream: string;
  stream_created: string;
  seq: number;
}

export async function history(db: Database): Promise<HistoryRow[]> {
  const [rows] = await db.pool.query<HistoryRow[]>('SELECT * FROM outbox_history ORDER BY subject, seq');
  return rows;
}

/** How many messages a subject's stream ever stored: one more is stored, and its sequence number tells. */
export async function storedBefore(messaging: Messaging, subject: string): Promise<number> {
  const { seq } = await messaging.publish({ subject, messageId: randomUUID(), body: '{}' });
  return seq - 1;
}
