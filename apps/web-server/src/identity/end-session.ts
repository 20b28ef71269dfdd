import { appendAudit } from '@ballast/audit';
import { type Database, withTransaction } from '@ballast/database';
import type { SessionStore } from './session-store.ts';

/** Ends a session, and every token that was made from it. */
export async function endSession(
  { db, sessions }: { readonly db: Database; readonly sessions: SessionStore },
  session: { readonly id: string; readonly actor: string },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    // Somebody else may have ended it at the same time: then it is told once.
    if (!(await sessions.end(tx, session.id))) return;
    await appendAudit(tx, [
      { actor: session.actor, act: 'session.end', targetType: 'session', targetId: session.id, outcome: 'done' },
    ]);
  });
}
