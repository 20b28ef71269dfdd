import { PrimeCheckRequested } from '@ballast/contracts';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { storeLetters } from '@ballast/dead-letters';
import { recordLedger } from '@ballast/ledger';
import { v7 as uuidv7 } from 'uuid';

export interface DeadRequest {
  readonly requestId: string;
  readonly letterId: string;
}

export interface DeadRequestOptions {
  readonly number?: string;
  readonly type?: 'transient' | 'permanent' | 'poison';
  readonly code?: string;
  readonly message?: string;
}

/** A request that was accepted and given up, with its letter stored as dlq-manager stores it. */
export async function addDeadRequest(db: Database, options: DeadRequestOptions = {}): Promise<DeadRequest> {
  const { number = '97', type = 'transient', code = 'ETIMEDOUT', message = 'connect ETIMEDOUT 10.0.0.7:25' } = options;
  const requestId = uuidv7();
  const envelope = PrimeCheckRequested.build(requestId, { number }, new Date());
  await withTransaction(db, async (tx) => {
    await tx.query('INSERT INTO prime_checks (id, number) VALUES (?, ?)', [requestId, number]);
    await recordLedger(tx, [{ ledger: 'requests', to: 'processing', count: 1 }]);
  });
  await withTransaction(db, (tx) =>
    storeLetters(tx, [
      {
        key: `dlq:${requestId}:r0`,
        subject: 'primecheck',
        messageId: requestId,
        generation: 0,
        attempts: 4,
        body: Buffer.from(JSON.stringify(envelope)),
        headers: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
        error: { type, code, message, stack: `Error: ${message}\n    at handle` },
        consumer: 'primecheck_consumer',
        worker: 'worker-1',
      },
    ]),
  );
  return { requestId, letterId: await letterIdOf(db, requestId) };
}

/** A letter of bytes that nobody can read, of a message without an id. */
export async function addUnreadableLetter(db: Database, body: Buffer): Promise<string> {
  const key = `dlq:primecheck_stream:2026-01-01T00:00:00Z:${Math.floor(Math.random() * 1e9)}`;
  await withTransaction(db, (tx) =>
    storeLetters(tx, [
      {
        key,
        subject: 'primecheck',
        generation: 0,
        attempts: 1,
        body,
        headers: {},
        error: { type: 'poison', code: 'undecodable', message: 'no JSON' },
        origin: { stream: 'primecheck_stream', streamCreated: '2026-01-01T00:00:00Z', seq: 7 },
      },
    ]),
  );
  const [[row]] = await db.pool.query<RowDataPacket[]>('SELECT id FROM dead_letter_messages WHERE letter_key = ?', [
    key,
  ]);
  return String(row?.id);
}

async function letterIdOf(db: Database, requestId: string): Promise<string> {
  const [[row]] = await db.pool.query<RowDataPacket[]>(
    'SELECT id FROM dead_letter_messages WHERE original_message_id = ?',
    [requestId],
  );
  return String(row?.id);
}
