import { randomUUID } from 'node:crypto';
import { firstIdentity } from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import type { OutboxMessage } from '../src/outbox-message.ts';

/** A message with an identity of its own; `body` is its payload's text. */
export function testMessage(subject: string, body = 'x'): OutboxMessage {
  const identity = firstIdentity(randomUUID());
  return {
    identity,
    aggregateType: 'test',
    eventType: 'test.happened',
    subject,
    body: JSON.stringify({ id: identity.id, payload: body }),
    headers: { 'Ballast-Contract-Version': '1' },
  };
}

export function testMessages(subject: string, count: number): OutboxMessage[] {
  return Array.from({ length: count }, () => testMessage(subject));
}

export async function countRows(db: Database, table: string): Promise<number> {
  const [[row]] = await db.pool.query<RowDataPacket[]>('SELECT COUNT(*) AS count FROM ??', [table]);
  return row?.count as number;
}
