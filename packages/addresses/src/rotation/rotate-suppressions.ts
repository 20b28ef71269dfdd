import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type EncryptionErrorCode, type Keyring, SUPPRESSED_ADDRESS } from '@ballast/encryption';
import { BatchTally, type BatchWish, chunksOf, keyNameOf, type TableBatch, tryToOpen } from './batch.ts';

interface SuppressionRow extends RowDataPacket {
  address_index: string;
  address_sealed: Buffer;
  reason: string;
  detail: string | null;
  created_at: Date;
}

const COLUMNS = 'address_index, address_sealed, reason, detail, created_at';

/** Moves suppressed addresses to their index under the current key: a row of its own, and the old one goes. */
export async function rotateSuppressions(db: Database, keyring: Keyring, wish: BatchWish): Promise<TableBatch> {
  const tally = new BatchTally();
  const rows = await readRows(db, wish);
  const stale: SuppressionRow[] = [];
  for (const row of rows) {
    if (keyNameOf(keyring, row.address_sealed) === keyring.currentKeyId) tally.count(keyring.currentKeyId);
    else stale.push(row);
  }
  for (const chunk of chunksOf(stale)) {
    const outcomes = wish.dryRun
      ? chunk.map((row) => plan(row, keyring))
      : await withTransaction(db, (tx) => move(tx, chunk, keyring));
    for (const one of outcomes) {
      const keyId = keyNameOf(keyring, one.row.address_sealed);
      if ('code' in one) tally.leave(one.row.address_index, one.code, keyId);
      else tally.resealed(wish.dryRun ? keyId : keyring.currentKeyId);
    }
  }
  return tally.end(
    rows.map((row) => row.address_index),
    wish.limit,
  );
}

async function readRows(db: Database, { after, limit }: BatchWish): Promise<SuppressionRow[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<SuppressionRow[]>(
      `SELECT ${COLUMNS} FROM mail_suppressions WHERE address_index > ? ORDER BY address_index LIMIT ?`,
      [after, limit],
    );
    return rows;
  });
}

/** Locked first: an address that is allowed meanwhile is gone by then, and is not brought back. */
async function move(tx: Tx, chunk: readonly SuppressionRow[], keyring: Keyring) {
  const [locked] = await tx.query<SuppressionRow[]>(
    `SELECT ${COLUMNS} FROM mail_suppressions FORCE INDEX (PRIMARY) WHERE address_index IN (?) ORDER BY address_index FOR UPDATE`,
    [chunk.map((row) => row.address_index)],
  );
  const plans = locked.map((row) => plan(row, keyring));
  const moved = plans.filter((one) => 'index' in one);
  if (moved.length > 0) {
    await tx.query(
      `INSERT INTO mail_suppressions (${COLUMNS}) VALUES ? ON DUPLICATE KEY UPDATE address_index = address_index`,
      [
        moved
          .toSorted((a, b) => (a.index < b.index ? -1 : 1))
          .map(({ row, index, sealed }) => [index, sealed, row.reason, row.detail, row.created_at]),
      ],
    );
    await tx.query('DELETE FROM mail_suppressions WHERE address_index IN (?) ORDER BY address_index LIMIT ?', [
      moved.map(({ row }) => row.address_index),
      moved.length,
    ]);
  }
  return plans;
}

type Planned =
  | { readonly row: SuppressionRow; readonly code: EncryptionErrorCode }
  | { readonly row: SuppressionRow; readonly index: string; readonly sealed: Buffer };

function plan(row: SuppressionRow, keyring: Keyring): Planned {
  const opened = tryToOpen(() => keyring.open(row.address_sealed, SUPPRESSED_ADDRESS(row.address_index)));
  if ('code' in opened) return { row, code: opened.code };
  const [index = ''] = keyring.addressIndexes(opened.text);
  return { row, index, sealed: keyring.seal(opened.text, SUPPRESSED_ADDRESS(index)) };
}
