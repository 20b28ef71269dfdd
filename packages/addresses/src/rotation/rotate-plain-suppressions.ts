import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type Keyring, SUPPRESSED_ADDRESS } from '@ballast/encryption';
import { BatchTally, type BatchWish, chunksOf, NO_KEY, type TableBatch } from './batch.ts';

interface PlainRow extends RowDataPacket {
  address: string;
  reason: string;
  detail: string | null;
  created_at: Date;
}

/**
 * Moves suppressed addresses from before addresses were sealed to their sealed rows. A row that is moved is gone, so each batch
 * begins at the first one left: no cursor shows an address.
 */
export async function rotatePlainSuppressions(db: Database, keyring: Keyring, wish: BatchWish): Promise<TableBatch> {
  const tally = new BatchTally();
  if (wish.dryRun) {
    const count = await countRows(db);
    for (let nth = 0; nth < count; nth += 1) tally.resealed(NO_KEY);
    return { ...tally.end([], wish.limit), scanned: count };
  }
  const addresses = await readAddresses(db, wish.limit);
  for (const chunk of chunksOf(addresses)) {
    const moved = await withTransaction(db, (tx) => move(tx, chunk, keyring));
    for (let nth = 0; nth < moved; nth += 1) tally.resealed(keyring.currentKeyId);
  }
  return tally.end(
    addresses.map(() => ''),
    wish.limit,
  );
}

async function countRows(db: Database): Promise<number> {
  return db.withConnection(async (connection) => {
    const [[row]] = await connection.query<(RowDataPacket & { n: number })[]>(
      'SELECT COUNT(*) AS n FROM mail_suppressions_plain',
    );
    return Number(row?.n ?? 0);
  });
}

async function readAddresses(db: Database, limit: number): Promise<string[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<PlainRow[]>(
      'SELECT address FROM mail_suppressions_plain ORDER BY address LIMIT ?',
      [limit],
    );
    return rows.map(({ address }) => address);
  });
}

/** Locked first: an address that is allowed meanwhile is gone by then, and is not brought back. */
async function move(tx: Tx, addresses: readonly string[], keyring: Keyring): Promise<number> {
  const [rows] = await tx.query<PlainRow[]>(
    `SELECT address, reason, detail, created_at FROM mail_suppressions_plain FORCE INDEX (PRIMARY)
     WHERE address IN (?) ORDER BY address FOR UPDATE`,
    [addresses],
  );
  if (rows.length === 0) return 0;
  const sealed = rows.map(({ address, reason, detail, created_at: createdAt }) => {
    const [index = ''] = keyring.addressIndexes(address);
    return [index, keyring.seal(address, SUPPRESSED_ADDRESS(index)), reason, detail, createdAt] as const;
  });
  await tx.query(
    `INSERT INTO mail_suppressions (address_index, address_sealed, reason, detail, created_at) VALUES ?
     ON DUPLICATE KEY UPDATE address_index = mail_suppressions.address_index`,
    [sealed.toSorted(([one], [other]) => (one < other ? -1 : 1))],
  );
  await tx.query('DELETE FROM mail_suppressions_plain WHERE address IN (?) ORDER BY address LIMIT ?', [
    rows.map(({ address }) => address),
    rows.length,
  ]);
  return rows.length;
}
