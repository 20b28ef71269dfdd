import {
  allowAddress,
  isSuppressed,
  maskAddress,
  openRecipient,
  RECIPIENT_COLUMNS,
  RECIPIENT_JOINS,
  type RecipientRow,
  suppressAddress,
} from '@ballast/addresses';
import type { MailStop } from '@ballast/contracts';
import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';

export interface MailStopDeps {
  readonly db: Database;
  readonly keyring: Keyring;
}

/** What may be done with a stop link. Doing it again changes nothing. */
const ACTS = {
  look: async (tx: Tx, keyring: Keyring, address: string) => isSuppressed(tx, keyring, address),
  stop: async (tx: Tx, keyring: Keyring, address: string) => {
    await suppressAddress(tx, keyring, address);
    return true;
  },
  allow: async (tx: Tx, keyring: Keyring, address: string) => !(await allowAddress(tx, keyring, address)),
} as const;

/** `undefined` when no mail has this link. Throws DatabaseError, and EncryptionError when the address cannot be opened. */
export async function followStopLink(
  { db, keyring }: MailStopDeps,
  token: string,
  act: keyof typeof ACTS,
): Promise<MailStop | undefined> {
  return await withTransaction(db, async (tx) => {
    const address = await findRecipient(tx, keyring, token);
    if (address === undefined) return undefined;
    return { recipient: maskAddress(address), is_stopped: await ACTS[act](tx, keyring, address) };
  });
}

async function findRecipient(tx: Tx, keyring: Keyring, token: string): Promise<string | undefined> {
  const [[row]] = await tx.execute<(RowDataPacket & RecipientRow)[]>(
    `SELECT ${RECIPIENT_COLUMNS} FROM email_deliveries d ${RECIPIENT_JOINS} WHERE d.stop_token = ?`,
    [token],
  );
  return row === undefined ? undefined : openRecipient(row, keyring);
}
