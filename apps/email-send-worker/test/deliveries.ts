import { type EmailKind, EmailSendRequested, formatEventId, HEADER, type MessageIdentity } from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import { Keyring, REQUEST_EMAIL, SUPPRESSED_ADDRESS, USER_EMAIL } from '@ballast/encryption';
import type { Messaging } from '@ballast/messaging';
import { TEST_ENCRYPTION_KEY } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';

/** What the processes of a test seal with. */
export const keyring = new Keyring([TEST_ENCRYPTION_KEY]);

export interface AddedDelivery {
  readonly id: string;
  /** What the mail is about: a request, a user, or a wish to sign in. */
  readonly requestId: string;
  readonly recipient: string;
}

export interface DeliveryWish {
  readonly number?: string;
  readonly isPrime?: boolean;
  readonly recipient?: string;
  /** Columns of `email_deliveries`, as SQL expressions. */
  readonly columns?: Readonly<Record<string, string>>;
  /** Where an address from before addresses were sealed stands. */
  readonly plainIn?: 'request' | 'delivery';
  readonly sealedWith?: Keyring;
}

/** A completed request and the delivery of its mail, as the prime-check worker leaves them. */
export async function addDelivery(db: Database, wish: DeliveryWish = {}): Promise<AddedDelivery> {
  const { number = '18446744073709551557', isPrime = true, plainIn, sealedWith = keyring } = wish;
  const [id, requestId] = [uuidv7(), uuidv7()];
  const { recipient = `${id.slice(-12)}@reader.example` } = wish;
  const sealed = plainIn === undefined ? sealedWith.seal(recipient, REQUEST_EMAIL(requestId)) : null;
  await db.pool.query(
    `INSERT INTO prime_checks (id, number, email_sealed, email, status, is_prime, certainty, completed_at)
       VALUES (?, ?, ?, ?, 'completed', ?, 'proven', NOW(3))`,
    [requestId, number, sealed, plainIn === 'request' ? recipient : null, isPrime],
  );
  const columns = { ...wish.columns, ...(plainIn === 'delivery' && { recipient: db.pool.escape(recipient) }) };
  await insertDelivery(db, id, 'prime_check_result', requestId, columns);
  return { id, requestId, recipient };
}

/** A user, and the delivery of the mail that greets them. */
export async function addWelcome(db: Database, name = 'Ann Lee'): Promise<AddedDelivery> {
  const id = uuidv7();
  const { userId, recipient } = await addUser(db, name);
  await insertDelivery(db, id, 'welcome', userId);
  return { id, requestId: userId, recipient };
}

/** A user's wish to sign in, which ends `endsIn` minutes from now, and the delivery of its mail. */
export async function addSignIn(db: Database, endsIn = 15): Promise<AddedDelivery> {
  const [id, wishId] = [uuidv7(), uuidv7()];
  const { userId, recipient } = await addUser(db, 'Ann Lee');
  await db.pool.query(
    `INSERT INTO login_tokens (id, user_id, created_at, expires_at)
       VALUES (?, ?, NOW(3) - INTERVAL 15 - ? MINUTE, NOW(3) + INTERVAL ? MINUTE)`,
    [wishId, userId, endsIn, endsIn],
  );
  await insertDelivery(db, id, 'sign_in_link', wishId);
  return { id, requestId: wishId, recipient };
}

async function addUser(db: Database, name: string): Promise<{ userId: string; recipient: string }> {
  const userId = uuidv7();
  const recipient = `${userId.slice(-12)}@reader.example`;
  const sealed = keyring.seal(recipient, USER_EMAIL(userId));
  await db.pool.query('INSERT INTO users (id, name, email_sealed) VALUES (?)', [[userId, name, sealed]]);
  return { userId, recipient };
}

async function insertDelivery(
  db: Database,
  id: string,
  kind: EmailKind,
  aggregateId: string,
  columns: Readonly<Record<string, string>> = {},
): Promise<void> {
  const names = Object.keys(columns).map((name) => `, ${name}`);
  const expressions = Object.values(columns).map((expression) => `, ${expression}`);
  await db.pool.query(
    `INSERT INTO email_deliveries (id, kind, aggregate_id${names.join('')}) VALUES (?, ?, ?${expressions.join('')})`,
    [id, kind, aggregateId],
  );
}

/** Has an address get no mail, under the key of `by`. */
export async function suppress(db: Database, address: string, by: Keyring = keyring): Promise<void> {
  const [index = ''] = by.addressIndexes(address);
  await db.pool.query('INSERT INTO mail_suppressions (address_index, address_sealed, reason) VALUES (?)', [
    [index, by.seal(address, SUPPRESSED_ADDRESS(index)), 'manual'],
  ]);
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
  readonly stop_token: string | null;
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
