import { appendAudit } from '@ballast/audit';
import type { User } from '@ballast/contracts';
import { isDatabaseError, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import { type Keyring, USER_EMAIL } from '@ballast/encryption';
import { orderedId } from '@ballast/runtime';
import { runUntilCertain, TRANSACTION_DEADLINE_MS } from '../intake/commit-in-doubt.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import type { Accounts } from './accounts.ts';
import { enqueueAccountMail } from './enqueue-account-mail.ts';

const RESOLVE_WITHIN_MS = 10_000;

/**
 * Makes an account, and its welcome mail, in one transaction: both are there or neither. Of many who register one address
 * at once, one gets it: its blind index is a primary key.
 *
 * @param takeMail charges the welcome mail to its recipient's limits, once the address is known to be free: those who come
 *   too late cost the mailbox nothing
 * @throws EncryptionError while a key is missing, for then an address that has an account would not be found; and
 *   ProblemError `conflict` when the address has an account, in whatever case it is written; and what `takeMail` throws
 */
export async function createUser(
  accounts: Accounts,
  { name, email }: { name: string; email: string },
  takeMail: () => Promise<void>,
): Promise<User> {
  await accounts.keyCheck.assertComplete('users');
  const now = new Date();
  let taken: Promise<void> | undefined;
  // Once, however often the transaction is tried.
  const takeMailOnce = () => {
    taken ??= takeMail();
    return taken;
  };
  const user = { id: orderedId(), name, email, created_at: now.toISOString() };
  await runUntilCertain(
    async (inDoubt) => {
      try {
        await withTransaction(accounts.db, (tx) => insertUser(tx, accounts.keyring, user, now, takeMailOnce), {
          deadlineMs: TRANSACTION_DEADLINE_MS,
        });
      } catch (error) {
        if (!isDatabaseError(error, 'duplicate')) throw error;
        // The id is new: a row that has it got there by the commit that we were unsure of.
        if (inDoubt && (await isThere(accounts, user.id))) return;
        throw new ProblemError('conflict', 'This address has an account already: sign in with it.', { cause: error });
      }
    },
    { resolveWithinMs: RESOLVE_WITHIN_MS },
  );
  accounts.onMail();
  return user;
}

async function insertUser(
  tx: Tx,
  keyring: Keyring,
  user: User,
  now: Date,
  takeMail: () => Promise<void>,
): Promise<void> {
  // The address first: who comes too late fails before anything is written. Sorted, since processes that know the same
  // keys in another order would wait for each other.
  await tx.query('INSERT INTO user_emails (email_index, user_id) VALUES ?', [
    keyring
      .addressIndexes(user.email)
      .toSorted()
      .map((index) => [index, user.id]),
  ]);
  await takeMail();
  await tx.query('INSERT INTO users (id, name, email_sealed, created_at, updated_at) VALUES (?, ?, ?, ?, ?)', [
    user.id,
    user.name,
    keyring.seal(user.email, USER_EMAIL(user.id)),
    now,
    now,
  ]);
  await enqueueAccountMail(tx, { kind: 'welcome', aggregateId: user.id, now });
  await appendAudit(tx, [
    { actor: `user:${user.id}`, act: 'user.create', targetType: 'user', targetId: user.id, outcome: 'done' },
  ]);
}

function isThere({ db }: Accounts, id: string): Promise<boolean> {
  return db.withConnection(async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT 1 FROM users WHERE id = ?', [id]);
    return rows.length > 0;
  });
}
