import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type Keyring, REQUEST_EMAIL, scrubReply } from '@ballast/encryption';
import { openRecipient, RECIPIENT_COLUMNS, RECIPIENT_JOINS, type RecipientRow } from '../recipient.ts';
import { BatchTally, type BatchWish, chunksOf, NO_KEY, type TableBatch, tryToOpen } from './batch.ts';

interface DeliveryRow extends RowDataPacket, RecipientRow {
  id: string;
  aggregate_id: string;
  /** From before addresses were sealed. */
  recipient: string | null;
  /** From before replies were scrubbed it may name the address. */
  smtp_response: string | null;
}

type LockedRow = RowDataPacket & Pick<DeliveryRow, 'id' | 'aggregate_id' | 'recipient'>;

interface RequestRow extends RowDataPacket {
  id: string;
  has_address: number;
}

/**
 * Empties the plain addresses of deliveries; where its request has none, the address is sealed there first. And takes
 * addresses and links out of what mail servers had said.
 */
export async function rotateDeliveries(db: Database, keyring: Keyring, wish: BatchWish): Promise<TableBatch> {
  const tally = new BatchTally();
  const rows = await readRows(db, wish);
  const plain = rows.filter(({ recipient }) => recipient !== null);
  if (!wish.dryRun) await scrubReplies(db, rows, keyring);
  for (const chunk of chunksOf(plain)) {
    if (wish.dryRun) {
      for (const _ of chunk) tally.resealed(NO_KEY);
      continue;
    }
    const { moved, missing } = await withTransaction(db, (tx) => moveChunk(tx, chunk, keyring));
    for (const _ of moved) tally.resealed(keyring.currentKeyId);
    for (const { id } of missing) tally.leave(id, 'request_missing', NO_KEY);
  }
  return tally.end(
    rows.map(({ id }) => id),
    wish.limit,
  );
}

async function readRows(db: Database, { after, limit }: BatchWish): Promise<DeliveryRow[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<DeliveryRow[]>(
      `SELECT d.id, d.aggregate_id, d.recipient, d.smtp_response, ${RECIPIENT_COLUMNS}
       FROM email_deliveries d ${RECIPIENT_JOINS} WHERE d.id > ? ORDER BY d.id LIMIT ?`,
      [after, limit],
    );
    return rows;
  });
}

/** One by one: nearly all were scrubbed before they were stored. A reply that is newer by now is left alone. */
async function scrubReplies(db: Database, rows: readonly DeliveryRow[], keyring: Keyring): Promise<void> {
  for (const row of rows) {
    const { id, smtp_response: reply } = row;
    if (reply === null) continue;
    const opened = tryToOpen(() => openRecipient(row, keyring) ?? '');
    const scrubbed = scrubReply(reply, 'text' in opened ? opened.text : '');
    if (scrubbed === reply) continue;
    await withTransaction(db, (tx) =>
      tx.execute(
        'UPDATE email_deliveries SET smtp_response = LEFT(?, 512), updated_at = updated_at WHERE id = ? AND smtp_response = ?',
        [scrubbed, id, reply],
      ),
    );
  }
}

/** The requests first, as everybody locks them before their mails. */
async function moveChunk(tx: Tx, chunk: readonly DeliveryRow[], keyring: Keyring) {
  const [requests] = await tx.query<RequestRow[]>(
    `SELECT id, (email_sealed IS NOT NULL OR email IS NOT NULL) AS has_address
     FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [chunk.map(({ aggregate_id: id }) => id)],
  );
  const known = new Map(requests.map((row) => [row.id, row.has_address === 1]));
  const [locked] = await tx.query<LockedRow[]>(
    `SELECT id, aggregate_id, recipient FROM email_deliveries FORCE INDEX (PRIMARY)
     WHERE id IN (?) AND recipient IS NOT NULL ORDER BY id FOR UPDATE`,
    [chunk.map(({ id }) => id)],
  );
  const moved = locked.filter(({ aggregate_id: id }) => known.has(id));
  const unsealed = moved.filter(({ aggregate_id: id }) => known.get(id) === false);
  if (unsealed.length > 0) {
    await tx.query(
      `UPDATE prime_checks FORCE INDEX (PRIMARY)
       SET email_sealed = CASE id ${unsealed.map(() => 'WHEN ? THEN ?').join(' ')} END, updated_at = updated_at
       WHERE id IN (?)`,
      [
        ...unsealed.flatMap(({ aggregate_id: id, recipient }) => [
          id,
          keyring.seal(recipient ?? '', REQUEST_EMAIL(id)),
        ]),
        unsealed.map(({ aggregate_id: id }) => id),
      ],
    );
  }
  if (moved.length > 0) {
    await tx.query(
      `UPDATE email_deliveries FORCE INDEX (PRIMARY) SET recipient = NULL, updated_at = updated_at WHERE id IN (?)`,
      [moved.map(({ id }) => id)],
    );
  }
  return { moved, missing: locked.filter(({ aggregate_id: id }) => !known.has(id)) };
}
