import { appendAudit } from '@ballast/audit';
import type { User } from '@ballast/contracts';
import { type ResultSetHeader, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import type { NewSession } from '../identity/session-store.ts';
import { runUntilCertain, TRANSACTION_DEADLINE_MS } from '../intake/commit-in-doubt.ts';
import type { Accounts } from './accounts.ts';
import { findLink, type Link } from './find-link.ts';
import { lockUser } from './lock-user.ts';
import { readUser } from './read-user.ts';

const RESOLVE_WITHIN_MS = 10_000;

/** A session under a new token, and whose it is. */
export interface SignIn {
  readonly user: User;
  readonly session: NewSession;
}

/**
 * Signs in by a link, once: of two that use it, one gets in. The user's other links end with it, and so does the session
 * that this browser had. `undefined` for a link that was used, is over, or never was: which of them is not told.
 *
 * @param replacedToken of the browser's session until now
 */
export async function redeemLink(
  accounts: Accounts,
  token: string,
  replacedToken: string | undefined,
): Promise<SignIn | undefined> {
  const link = await findLink(accounts, token);
  // Before the link is used up: whose account cannot be read right now has a link that still works later.
  const user = link && (await readUser(accounts, link.userId));
  if (link === undefined || user === undefined) return undefined;
  const session = accounts.sessions.prepare({ kind: 'user', userId: link.userId });
  const signedIn = await runUntilCertain(
    (inDoubt) =>
      withTransaction(
        accounts.db,
        async (tx) => {
          if (!(await lockUser(tx, link.userId))) return false;
          // Under the lock: a commit that is still under way holds it, and is over once it is had.
          if (inDoubt && (await isStarted(tx, session.id))) return true;
          if (!(await consumeLink(tx, link))) return false;
          await accounts.sessions.start(tx, session, replacedToken);
          await appendAudit(tx, [
            {
              actor: `user:${link.userId}`,
              act: 'session.start',
              targetType: 'session',
              targetId: session.id,
              outcome: 'done',
              details: { link: link.id },
            },
          ]);
          return true;
        },
        { deadlineMs: TRANSACTION_DEADLINE_MS },
      ),
    { resolveWithinMs: RESOLVE_WITHIN_MS },
  );
  return signedIn ? { user, session } : undefined;
}

/** Compare-and-set, under the lock on the user: two links of one user are not used at the same time either. */
async function consumeLink(tx: Tx, { id, userId }: Link): Promise<boolean> {
  const [used] = await tx.query<ResultSetHeader>(
    'UPDATE login_tokens SET used_at = NOW(3) WHERE id = ? AND used_at IS NULL AND expires_at > NOW(3)',
    [id],
  );
  if (used.affectedRows === 0) return false;
  await tx.query('UPDATE login_tokens SET used_at = NOW(3) WHERE user_id = ? AND used_at IS NULL', [userId]);
  return true;
}

async function isStarted(tx: Tx, sessionId: string): Promise<boolean> {
  const [rows] = await tx.query<RowDataPacket[]>('SELECT 1 FROM sessions WHERE id = ?', [sessionId]);
  return rows.length > 0;
}
