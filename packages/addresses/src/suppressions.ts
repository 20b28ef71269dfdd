import type { RowDataPacket, Tx } from '@ballast/database';
import { type Keyring, SUPPRESSED_ADDRESS } from '@ballast/encryption';
import { withoutTag } from './without-tag.ts';

const BY_ITS_OWNER = 'unsubscribed';

/**
 * Whether an address gets no mail, whatever the reason, also where it is not sealed yet: it itself, or the one without its tag.
 * Locks nothing.
 */
export async function isSuppressed(tx: Tx, keyring: Keyring, address: string): Promise<boolean> {
  return (await readReasons(tx, keyring, address)).length > 0;
}

/**
 * Stops mail to an address, as its owner wishes, whatever its tag: who bothers somebody takes another tag for each mail.
 * Stopping it twice is fine, and changes no reason it is stopped for.
 */
export async function suppressAddress(tx: Tx, keyring: Keyring, address: string): Promise<void> {
  if (await isSuppressed(tx, keyring, address)) return;
  const mailbox = withoutTag(address);
  const [index = ''] = keyring.addressIndexes(mailbox);
  // Two who stop the same address at once both find it stopped.
  await tx.query(
    `INSERT INTO mail_suppressions (address_index, address_sealed, reason) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE address_index = address_index`,
    [index, keyring.seal(mailbox, SUPPRESSED_ADDRESS(index)), BY_ITS_OWNER],
  );
}

/**
 * Allows mail again where its owner had stopped it. What was stopped for another reason (it bounces, an operator stopped
 * it) stays. Returns whether the address gets mail now.
 */
export async function allowAddress(tx: Tx, keyring: Keyring, address: string): Promise<boolean> {
  const addresses = mailboxOf(address);
  const indexes = indexesOf(keyring, addresses);
  for (;;) {
    // First where sealing takes rows from, then where it puts them.
    await tx.query(
      `DELETE FROM mail_suppressions_plain WHERE address IN (?) AND reason = ?
       ORDER BY address LIMIT ?`,
      [addresses, BY_ITS_OWNER, addresses.length],
    );
    await tx.query(
      `DELETE FROM mail_suppressions WHERE address_index IN (?) AND reason = ?
       ORDER BY address_index LIMIT ?`,
      [indexes, BY_ITS_OWNER, indexes.length],
    );
    // A rotation of keys may have moved the row meanwhile, past what was deleted, to where it is deleted the next time.
    const reasons = await readReasons(tx, keyring, address);
    if (!reasons.includes(BY_ITS_OWNER)) return reasons.length === 0;
  }
}

/** Why an address is stopped, by the rows of one moment: one that moves is seen once, where it was or where it will be. */
async function readReasons(tx: Tx, keyring: Keyring, address: string): Promise<string[]> {
  const addresses = mailboxOf(address);
  const indexes = indexesOf(keyring, addresses);
  const [rows] = await tx.execute<(RowDataPacket & { reason: string })[]>(
    `SELECT reason FROM mail_suppressions WHERE address_index IN (${indexes.map(() => '?').join(', ')})
     UNION ALL SELECT reason FROM mail_suppressions_plain WHERE address IN (?, ?)`,
    [...indexes, ...addresses],
  );
  return rows.map(({ reason }) => reason);
}

/** Under what an address may be stopped: itself, and itself without a tag, in lower case. */
function mailboxOf(address: string): readonly [itself: string, withoutTag: string] {
  return [address.toLowerCase(), withoutTag(address.toLowerCase())];
}

function indexesOf(keyring: Keyring, addresses: readonly string[]): string[] {
  return addresses.flatMap((address) => keyring.addressIndexes(address));
}
