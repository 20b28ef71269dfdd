import type { ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';
import { type Keyring, SUPPRESSED_ADDRESS } from '@ballast/encryption';

/** Whether an address gets no mail, whatever the reason, also where it is not sealed yet. Locks nothing. */
export async function isSuppressed(tx: Tx, keyring: Keyring, address: string): Promise<boolean> {
  const indexes = keyring.addressIndexes(address);
  const [rows] = await tx.execute<RowDataPacket[]>(
    `SELECT 1 FROM mail_suppressions WHERE address_index IN (${indexes.map(() => '?').join(', ')})
     UNION ALL SELECT 1 FROM mail_suppressions_plain WHERE address = ? LIMIT 1`,
    [...indexes, address.toLowerCase()],
  );
  return rows.length > 0;
}

/** Stops mail to an address, as its owner wishes. Stopping it twice is fine, and changes no reason it is stopped for. */
export async function suppressAddress(tx: Tx, keyring: Keyring, address: string): Promise<void> {
  if (await isSuppressed(tx, keyring, address)) return;
  const [index = ''] = keyring.addressIndexes(address);
  // Two who stop the same address at once both find it stopped.
  await tx.query(
    `INSERT INTO mail_suppressions (address_index, address_sealed, reason) VALUES (?, ?, 'unsubscribed')
     ON DUPLICATE KEY UPDATE address_index = address_index`,
    [index, keyring.seal(address, SUPPRESSED_ADDRESS(index))],
  );
}

/**
 * Allows mail again where its owner had stopped it. What was stopped for another reason (it bounces, an operator stopped
 * it) stays. Returns whether the address gets mail now.
 */
export async function allowAddress(tx: Tx, keyring: Keyring, address: string): Promise<boolean> {
  const indexes = keyring.addressIndexes(address);
  for (;;) {
    // First where sealing takes rows from, then where it puts them.
    const [plain] = await tx.query<ResultSetHeader>(
      `DELETE FROM mail_suppressions_plain WHERE address = ? AND reason = 'unsubscribed'`,
      [address.toLowerCase()],
    );
    const [{ affectedRows }] = await tx.query<ResultSetHeader>(
      `DELETE FROM mail_suppressions WHERE address_index IN (?) AND reason = 'unsubscribed'
       ORDER BY address_index LIMIT ?`,
      [indexes, indexes.length],
    );
    // A rotation of keys may have moved the row to another index meanwhile: then the next look finds it there.
    if (affectedRows + plain.affectedRows === 0) return !(await isSuppressed(tx, keyring, address));
  }
}
