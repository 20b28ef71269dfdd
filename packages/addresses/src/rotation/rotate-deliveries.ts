import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type Keyring, REQUEST_EMAIL } from '@ballast/encryption';
import { BatchTally, type BatchWish, chunksOf, NO_KEY, type TableBatch } from './batch.ts';

interface DeliveryRow extends RowDataPacket {
  id: string;
  aggregate_id: string;
  /** From before addresses were sealed. */
  recipient: string | null;
}

interface RequestRow extends RowDataPacket {
  id: string;
  has_address: number;
}

/** Empties the plain addresses of deliveries; where its request has none, the address is sealed there first. */
export async function rotateDeliveries(db: Database, keyring: Keyring, wish: BatchWish): Promise<TableBatch> {
  const tally = new BatchTally();
  const rows = await readRows(db, wish);
  const plain = rows.filter(({ recipient }) => recipient !== null);
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
      'SELECT id, aggregate_id, recipient FROM email_deliveries WHERE id > ? ORDER BY id LIMIT ?',
      [after, limit],
    );
    return rows;
  });
}

/** The requests first, as everybody locks them before their mails. */
async function moveChunk(tx: Tx, chunk: readonly DeliveryRow[], keyring: Keyring) {
  const [requests] = await tx.query<RequestRow[]>(
    `SELECT id, (email_sealed IS NOT NULL OR email IS NOT NULL) AS has_address
     FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [chunk.map(({ aggregate_id: id }) => id)],
  );
  const known = new Map(requests.map((row) => [row.id, row.has_address === 1]));
  const [locked] = await tx.query<DeliveryRow[]>(
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
