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
import { type MailStop, STOP_LINK_ALLOWS_DAYS } from '@ballast/contracts';
import { type Database, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import { ProblemError } from '../plugins/problem-error.ts';

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

/**
 * `undefined` when no mail has this link. Old links, which may have been passed on or lie in an archive, stop mail and
 * look, and allow nothing that is stopped. Throws DatabaseError, EncryptionError when the address cannot be opened, and
 * ProblemError `forbidden` when the link is too old.
 */
export async function followStopLink(
  { db, keyring }: MailStopDeps,
  token: string,
  act: keyof typeof ACTS,
): Promise<MailStop | undefined> {
  return await withTransaction(db, async (tx) => {
    const mail = await findMail(tx, keyring, token);
    if (mail === undefined) return undefined;
    const { address, canAllow } = mail;
    const isTooLate = act === 'allow' && !canAllow;
    const isStopped = await ACTS[isTooLate ? 'look' : act](tx, keyring, address);
    if (isTooLate && isStopped) throw new ProblemError('forbidden', TOO_OLD);
    return { recipient: maskAddress(address), is_stopped: isStopped, can_allow: canAllow };
  });
}

const TOO_OLD = `This mail is more than ${STOP_LINK_ALLOWS_DAYS} days old: its link still stops mail, and no longer allows it. Use the link of a newer mail, or ask whoever runs this service.`;

interface MailRow extends RowDataPacket, RecipientRow {
  can_allow: number;
}

async function findMail(
  tx: Tx,
  keyring: Keyring,
  token: string,
): Promise<{ address: string; canAllow: boolean } | undefined> {
  const [[row]] = await tx.execute<MailRow[]>(
    `SELECT ${RECIPIENT_COLUMNS}, COALESCE(d.sent_at, d.created_at) > NOW(3) - INTERVAL ${STOP_LINK_ALLOWS_DAYS} DAY AS can_allow
     FROM email_deliveries d ${RECIPIENT_JOINS} WHERE d.stop_token = ?`,
    [token],
  );
  const address = row && openRecipient(row, keyring);
  return row === undefined || address === undefined ? undefined : { address, canAllow: row.can_allow === 1 };
}
