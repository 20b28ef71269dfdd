import { EmailSendRequested, formatEventId, HEADER, type MessageIdentity } from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { v7 as uuidv7 } from 'uuid';

export interface AddedDelivery {
  readonly id: string;
  readonly requestId: string;
  readonly recipient: string;
}

export interface DeliveryWish {
  readonly number?: string;
  readonly isPrime?: boolean;
  readonly recipient?: string;
  /** Columns of `email_deliveries`, as SQL expressions. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** A completed request and the delivery of its mail, as the prime-check worker leaves them. */
export async function addDelivery(db: Database, wish: DeliveryWish = {}): Promise<AddedDelivery> {
  const { number = '18446744073709551557', isPrime = true, columns = {} } = wish;
  const [id, requestId] = [uuidv7(), uuidv7()];
  const { recipient = `${id.slice(-12)}@reader.example` } = wish;
  await db.pool.query(
    `INSERT INTO prime_checks (id, number, email, status, is_prime, certainty, completed_at)
       VALUES (?, ?, ?, 'completed', ?, 'proven', NOW(3))`,
    [requestId, number, recipient, isPrime],
  );
  const names = Object.keys(columns).map((name) => `, ${name}`);
  const expressions = Object.values(columns).map((expression) => `, ${expression}`);
  await db.pool.query(
    `INSERT INTO email_deliveries (id, kind, aggregate_id, recipient${names.join('')})
       VALUES (?, 'prime_check_result', ?, ?${expressions.join('')})`,
    [id, requestId, recipient],
  );
  return { id, requestId, recipient };
}

/** Publishes the message that asks for a delivery; each enqueue is another message about the same mail. */
export async function askToSend(messaging: Messaging, identity: MessageIdentity): Promise<void> {
  const envelope = EmailSendRequested.build(identity.id, { kind: 'prime_check_result' }, new Date());
  await messaging.publish({
    subject: EmailSendRequested.subject,
    messageId: formatEventId(identity),
    body: JSON.stringify(envelope),
    headers: { [HEADER.messageId]: formatEventId(identity) },
  });
}

export interface DeliveryRow extends RowDataPacket {
  readonly status: string;
  readonly message_id: string | null;
  readonly smtp_response: string | null;
  readonly error_message: string | null;
  readonly lease_owner: string | null;
  readonly sent_at: Date | null;
}

export async function findDelivery(db: Database, id: string): Promise<DeliveryRow> {
  const [[row]] = await db.pool.query<DeliveryRow[]>('SELECT * FROM email_deliveries WHERE id = ?', [id]);
  if (row === undefined) throw new Error(`there is no delivery ${id}`);
  return row;
}

/** How many rows of each status the processing log has for a delivery. */
export async function countLogs(db: Database, id: string): Promise<Record<string, number>> {
  const [rows] = await db.pool.query<RowDataPacket[]>(
    'SELECT status, COUNT(*) AS n FROM message_processing_logs WHERE message_id = ? GROUP BY status',
    [id],
  );
  return Object.fromEntries(rows.map((row) => [row.status as string, Number(row.n)]));
}
