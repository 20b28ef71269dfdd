import { EmailSendRequested, PrimeCheckRequested } from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import { v7 as uuidv7 } from 'uuid';
import { buildSearchText } from '../src/search-text.ts';

const TIMEOUT = 'connect ETIMEDOUT 10.0.0.7:443';

export interface DeadRequest {
  readonly requestId: string;
  readonly letterId: number;
}

export interface DeadRequestOptions {
  readonly errorType?: 'transient' | 'permanent' | 'poison';
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly ageSeconds?: number;
  readonly generation?: number;
  readonly number?: (index: number) => string;
}

/** Requests that are dead, each with its pending letter, as the manager leaves them. */
export async function deadRequests(
  db: Database,
  count: number,
  options: DeadRequestOptions = {},
): Promise<DeadRequest[]> {
  if (count === 0) return [];
  const { generation = 0, ageSeconds = 0, number = (index) => String(1_000_003 + index) } = options;
  const requests = Array.from({ length: count }, (_, i) => ({ id: uuidv7(), number: number(i) }));
  await db.pool.query('INSERT INTO prime_checks (id, number, status, generation, enqueue_count) VALUES ?', [
    requests.map(({ id, number: digits }) => [id, digits, 'dead', generation, generation + 1]),
  ]);
  await db.pool.query(
    `INSERT INTO dead_letter_messages (letter_key, original_subject, original_message_id, payload, headers, error_message,
       error_type, error_code, generation, attempts, retry_count, dlq_created_at, search_text) VALUES ?`,
    [
      requests.map(({ id, number: digits }) => [
        `dlq:${id}:r${generation}`,
        PrimeCheckRequested.subject,
        id,
        JSON.stringify(PrimeCheckRequested.build(id, { number: digits }, new Date())),
        JSON.stringify({ 'Ballast-Contract-Version': '1', 'Ballast-Message-Id': `${id}:r${generation}:e1` }),
        options.errorMessage ?? TIMEOUT,
        options.errorType ?? 'transient',
        options.errorCode ?? 'ETIMEDOUT',
        generation,
        4,
        generation,
        new Date(Date.now() - ageSeconds * 1_000),
        buildSearchText({
          code: options.errorCode ?? 'ETIMEDOUT',
          message: options.errorMessage ?? TIMEOUT,
          subject: PrimeCheckRequested.subject,
          messageId: id,
          payload: JSON.stringify({ number: digits }),
        }),
      ]),
    ],
  );
  const [rows] = await db.pool.query<RowDataPacket[]>(
    'SELECT id, original_message_id FROM dead_letter_messages WHERE generation = ? AND original_message_id IN (?) ORDER BY id',
    [generation, requests.map(({ id }) => id)],
  );
  return rows.map((row) => ({ requestId: String(row.original_message_id), letterId: Number(row.id) }));
}

/** A mail that is dead, with its pending letter. */
export async function deadMail(db: Database): Promise<DeadRequest> {
  const id = uuidv7();
  await db.pool.query(
    "INSERT INTO email_deliveries (id, kind, aggregate_id, status) VALUES (?, 'prime_check_result', ?, 'dead')",
    [id, uuidv7()],
  );
  const payload = JSON.stringify(EmailSendRequested.build(id, { kind: 'prime_check_result' }, new Date()));
  const letterId = await insertLetter(db, { key: `dlq:${id}:r0`, subject: 'emailsend', messageId: id, payload });
  return { requestId: id, letterId };
}

/** A letter that no business row is behind. */
export async function looseLetter(
  db: Database,
  content: {
    messageId?: string;
    subject?: string;
    payload?: string;
    bytes?: Buffer;
    errorType?: 'transient' | 'poison';
  },
): Promise<number> {
  return await insertLetter(db, {
    key: content.messageId === undefined ? `dlq:s:c:${Math.random()}` : `dlq:${content.messageId}:r0`,
    subject: content.subject ?? 'orders',
    messageId: content.messageId,
    payload: content.payload,
    bytes: content.bytes,
    errorType: content.errorType,
  });
}

async function insertLetter(
  db: Database,
  letter: {
    key: string;
    subject: string;
    messageId?: string | undefined;
    payload?: string | undefined;
    bytes?: Buffer | undefined;
    errorType?: string | undefined;
  },
): Promise<number> {
  await db.pool.query(
    `INSERT INTO dead_letter_messages (letter_key, original_subject, original_message_id, payload, payload_raw, headers,
       error_message, error_type, error_code, attempts) VALUES (?, ?, ?, ?, ?, '{}', 'timeout', ?, 'ETIMEDOUT', 1)`,
    [
      letter.key,
      letter.subject,
      letter.messageId ?? null,
      letter.payload ?? null,
      letter.bytes ?? null,
      letter.errorType ?? 'transient',
    ],
  );
  const [[row]] = await db.pool.query<RowDataPacket[]>('SELECT id FROM dead_letter_messages WHERE letter_key = ?', [
    letter.key,
  ]);
  return Number(row?.id);
}
