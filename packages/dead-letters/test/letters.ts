import { randomUUID } from 'node:crypto';
import type { RowDataPacket } from '@ballast/database';
import type { TestDatabase } from '@ballast/testkit';
import type { LetterInput } from '../src/letter-input.ts';

/** A letter of a message; of one of its own where none is given. */
export function testLetter(changes: Partial<LetterInput> & { readonly message?: string } = {}): LetterInput {
  const { message = 'it does not work', ...rest } = changes;
  const messageId = rest.messageId ?? randomUUID();
  const generation = rest.generation ?? 0;
  return {
    key: `dlq:${messageId}:r${generation}`,
    subject: 'primecheck',
    messageId,
    generation,
    attempts: 1,
    body: Buffer.from(JSON.stringify({ id: messageId })),
    headers: {},
    error: { type: 'permanent', code: 'refused', message },
    consumer: 'primecheck_consumer',
    ...rest,
  };
}

export async function aRequest(database: TestDatabase, status = 'processing', generation = 0): Promise<string> {
  const id = randomUUID();
  const isDone = status === 'completed';
  await database.db.pool.query(
    `INSERT INTO prime_checks (id, number, status, generation, is_prime, certainty, completed_at)
     VALUES (?, '7', ?, ?, ?, ?, ?)`,
    [id, status, generation, isDone ? 1 : null, isDone ? 'proven' : null, isDone ? new Date() : null],
  );
  return id;
}

/** A mail about a request of its own; returns the ids of both. */
export async function aDelivery(database: TestDatabase, status: string): Promise<{ id: string; requestId: string }> {
  const ids = { id: randomUUID(), requestId: randomUUID() };
  await database.db.pool.query(
    `INSERT INTO email_deliveries (id, kind, aggregate_id, status, lease_owner, lease_until)
     VALUES (?, 'prime_check_result', ?, ?, 'w', NOW(3))`,
    [ids.id, ids.requestId, status],
  );
  return ids;
}

/** An item of a redrive job of its own. */
export async function anItem(
  database: TestDatabase,
  item: {
    readonly messageId: string;
    readonly generation: number;
    readonly state: string;
    readonly letterId?: number;
  },
): Promise<void> {
  await database.db.pool.query(
    `INSERT INTO redrive_job_items (job_id, position, wave, letter_id, generation, message_id, state, sent_at)
     VALUES (?, 0, 0, ?, ?, ?, ?, NOW(3))`,
    [randomUUID(), item.letterId ?? 0, item.generation, item.messageId, item.state],
  );
}

export async function rowsOf(database: TestDatabase, sql: string, ...values: unknown[]): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(sql, values);
  return rows;
}
