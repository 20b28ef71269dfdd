import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type EncryptionErrorCode, type Keyring, REQUEST_EMAIL } from '@ballast/encryption';
import { BatchTally, type BatchWish, chunksOf, keyNameOf, type TableBatch, tryToOpen } from './batch.ts';

interface RequestRow extends RowDataPacket {
  id: string;
  email_sealed: Buffer | null;
  /** From before addresses were sealed. */
  email: string | null;
}

/** Seals the addresses of requests anew, and for the first time those that are not sealed yet. */
export async function rotateRequests(db: Database, keyring: Keyring, wish: BatchWish): Promise<TableBatch> {
  const tally = new BatchTally();
  const rows = await readRows(db, wish);
  const stale: RequestRow[] = [];
  for (const row of rows) {
    if (needsSealing(row, keyring)) stale.push(row);
    else if (row.email_sealed !== null) tally.count(keyring.currentKeyId);
  }
  for (const chunk of chunksOf(stale)) {
    // Counted after the commit: a transaction may run more than once.
    const sealed = wish.dryRun
      ? seal(chunk, keyring)
      : await withTransaction(db, (tx) => sealChunk(tx, chunk, keyring));
    for (const { row, code } of sealed) {
      if (code === undefined) tally.resealed(wish.dryRun ? keyNameOf(keyring, row.email_sealed) : keyring.currentKeyId);
      else tally.leave(row.id, code, keyNameOf(keyring, row.email_sealed));
    }
  }
  return tally.end(
    rows.map(({ id }) => id),
    wish.limit,
  );
}

async function readRows(db: Database, { after, limit }: BatchWish): Promise<RequestRow[]> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<RequestRow[]>(
      'SELECT id, email_sealed, email FROM prime_checks WHERE id > ? ORDER BY id LIMIT ?',
      [after, limit],
    );
    return rows;
  });
}

/** Locked and read again: what somebody wrote since the batch was read is what is sealed, and nobody writes meanwhile. */
async function sealChunk(tx: Tx, chunk: readonly RequestRow[], keyring: Keyring): Promise<Sealed[]> {
  const [rows] = await tx.query<RequestRow[]>(
    `SELECT id, email_sealed, email FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE`,
    [chunk.map(({ id }) => id)],
  );
  const all = seal(
    rows.filter((row) => needsSealing(row, keyring)),
    keyring,
  );
  const done = all.filter((one) => one.sealed !== undefined);
  if (done.length > 0) {
    await tx.query(
      // For those who wait for the request's next change nothing has changed.
      `UPDATE prime_checks FORCE INDEX (PRIMARY)
       SET email_sealed = CASE id ${done.map(() => 'WHEN ? THEN ?').join(' ')} END, email = NULL, updated_at = updated_at
       WHERE id IN (?)`,
      [...done.flatMap(({ row, sealed }) => [row.id, sealed]), done.map(({ row }) => row.id)],
    );
  }
  return all;
}

interface Sealed {
  readonly row: RequestRow;
  readonly sealed?: Buffer;
  readonly code?: EncryptionErrorCode;
}

function seal(rows: readonly RequestRow[], keyring: Keyring): Sealed[] {
  return rows.map((row) => {
    const { id, email_sealed: old, email } = row;
    const opened = tryToOpen(() => (old === null ? (email ?? '') : keyring.open(old, REQUEST_EMAIL(id))));
    return 'code' in opened
      ? { row, code: opened.code }
      : { row, sealed: keyring.seal(opened.text, REQUEST_EMAIL(id)) };
  });
}

function needsSealing({ email_sealed: sealed, email }: RequestRow, keyring: Keyring): boolean {
  return email !== null || (sealed !== null && keyNameOf(keyring, sealed) !== keyring.currentKeyId);
}
