import { appendAudit } from '@ballast/audit';
import { withTransaction } from '@ballast/database';
import type { Accounts } from './accounts.ts';
import { lockUser } from './lock-user.ts';

/**
 * Signs a user out everywhere: all sessions, every token that was made from them, and the links that were not used yet.
 * Under the lock on the user: what a link begins at the same time is ended as well, or never begins. False when there is
 * no such account.
 */
export function endSessions(
  { db, sessions }: Pick<Accounts, 'db' | 'sessions'>,
  { userId, actor }: { readonly userId: string; readonly actor: string },
): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    if (!(await lockUser(tx, userId))) return false;
    await tx.query('UPDATE login_tokens SET used_at = NOW(3) WHERE user_id = ? AND used_at IS NULL', [userId]);
    const ended = await sessions.endAllOf(tx, userId);
    await appendAudit(tx, [
      {
        actor,
        act: 'session.end',
        targetType: 'user',
        targetId: userId,
        outcome: 'done',
        details: { sessions: ended },
      },
    ]);
    return true;
  });
}
