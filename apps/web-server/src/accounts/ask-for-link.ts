import { type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { orderedId } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import { TRANSACTION_DEADLINE_MS } from '../intake/commit-in-doubt.ts';
import type { Accounts } from './accounts.ts';
import { enqueueAccountMail } from './enqueue-account-mail.ts';

/** Links of one user that work at one time: who asks in another's name fills no mailbox, whatever the limits allow. */
const MAX_OPEN_LINKS = 5;

/**
 * Sends a link to sign in, where the address has an account. Tells nobody whether it has: only the look-up, which is the
 * same for every address, can fail. What fails after it is logged, and the user asks again.
 */
export async function askForLink(accounts: Accounts, email: string, log: Pick<Logger, 'error'>): Promise<void> {
  await accounts.keyCheck.assertComplete('users');
  const userId = await findUserId(accounts, email);
  if (userId === undefined) return;
  try {
    const asked = await withTransaction(accounts.db, (tx) => insertLink(tx, userId, accounts.linkMinutes * 60), {
      deadlineMs: TRANSACTION_DEADLINE_MS,
    });
    if (asked) accounts.onMail();
  } catch (error) {
    log.error({ err: error, userId }, 'a link to sign in could not be stored');
  }
}

async function findUserId({ db, keyring }: Accounts, email: string): Promise<string | undefined> {
  const [[row]] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>('SELECT user_id FROM user_emails WHERE email_index IN (?) LIMIT 1', [
      keyring.addressIndexes(email),
    ]),
  );
  return row?.user_id as string | undefined;
}

/** The wish, and the mail that will hold its link. The token is made when that is sent, and is stored nowhere. */
async function insertLink(tx: Tx, userId: string, linkSeconds: number): Promise<boolean> {
  await tx.query('SELECT id FROM users WHERE id = ? FOR UPDATE', [userId]);
  const [[open]] = await tx.query<RowDataPacket[]>(
    `SELECT COUNT(*) AS n FROM login_tokens FORCE INDEX (login_tokens_user_id)
     WHERE user_id = ? AND used_at IS NULL AND expires_at > NOW(3)`,
    [userId],
  );
  if (Number(open?.n) >= MAX_OPEN_LINKS) return false;
  const id = orderedId();
  const now = new Date();
  await tx.query(
    'INSERT INTO login_tokens (id, user_id, created_at, expires_at) VALUES (?, ?, ?, NOW(3) + INTERVAL ? SECOND)',
    [id, userId, now, linkSeconds],
  );
  await enqueueAccountMail(tx, { kind: 'sign_in_link', aggregateId: id, now, worthSeconds: linkSeconds });
  return true;
}
