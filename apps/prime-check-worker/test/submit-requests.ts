import {
  firstIdentity,
  formatEventId,
  HEADER,
  type MessageIdentity,
  PrimeCheckRequested,
  SUBJECT,
} from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { v7 as uuidv7 } from 'uuid';

/** Stores requests as the web-server does, and publishes their messages as the relay does; returns their ids. */
export async function submitNumbers(db: Database, messaging: Messaging, numbers: readonly string[]): Promise<string[]> {
  const rows = numbers.map((number) => [uuidv7(), number]);
  await db.pool.query('INSERT INTO prime_checks (id, number) VALUES ?', [rows]);
  const ids = rows.map(([id]) => id as string);
  await Promise.all(ids.map((id, i) => publishNumber(messaging, firstIdentity(id), numbers[i] ?? '')));
  return ids;
}

async function publishNumber(messaging: Messaging, identity: MessageIdentity, number: string): Promise<void> {
  const eventId = formatEventId(identity);
  await messaging.publish({
    subject: SUBJECT.primeCheck,
    messageId: eventId,
    body: JSON.stringify(PrimeCheckRequested.build(identity.id, { number }, new Date())),
    headers: { [HEADER.messageId]: eventId },
  });
}

/** How many of these requests have a verdict. */
export async function countDecided(db: Database, ids: readonly string[]): Promise<number> {
  const [rows] = await db.pool.query<RowDataPacket[]>(
    "SELECT COUNT(*) AS n FROM prime_checks WHERE id IN (?) AND status = 'completed'",
    [ids],
  );
  return Number(rows[0]?.n);
}

/** The log of these messages, the oldest row first. */
export async function readLog(db: Database, ids: readonly string[]): Promise<RowDataPacket[]> {
  const [rows] = await db.pool.query<RowDataPacket[]>(
    'SELECT * FROM message_processing_logs WHERE message_id IN (?) ORDER BY id',
    [ids],
  );
  return rows;
}
