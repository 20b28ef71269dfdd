import { appendAudit } from '@ballast/audit';
import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';
import { ActError } from '../act-error.ts';
import { readGroup } from './list-groups.ts';

/** What a group becomes, who says so and why. */
export interface GroupChange {
  readonly status: DeadLetterGroup['status'];
  /** With `ignored`: letters an hour from which the group becomes active again; without it, it never does. */
  readonly ignoreUntilPerHour?: number | undefined;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Sets a group resolved, ignored or active again; its letters stay as they are. Whoever resolves or ignores it has seen
 * that it came back: the mark goes. Throws ActError `not_found`, `conflict` when it is in that state already.
 */
export async function changeGroup(db: Database, fingerprint: string, change: GroupChange): Promise<DeadLetterGroup> {
  const { status, actor, reason } = change;
  const perHour = status === 'ignored' ? (change.ignoreUntilPerHour ?? null) : null;
  await withTransaction(db, async (tx) => {
    const [[row]] = await tx.query<RowDataPacket[]>(
      'SELECT status, ignore_until_per_hour FROM dead_letter_groups WHERE fingerprint = ? FOR UPDATE',
      [fingerprint],
    );
    if (row === undefined) throw new ActError('not_found', 'No group has this fingerprint.');
    if (row.status === status && row.ignore_until_per_hour === perHour) {
      throw new ActError('conflict', `The group is ${status} already.`);
    }
    await tx.query(
      `UPDATE dead_letter_groups SET status = ?, ignore_until_per_hour = ?, changed_at = NOW(3), changed_by = ?,
         regressed_at = IF(? = 'active', regressed_at, NULL) WHERE fingerprint = ?`,
      [status, perHour, actor, status, fingerprint],
    );
    await appendAudit(tx, [
      {
        actor,
        act: 'group.change',
        targetType: 'group',
        targetId: fingerprint,
        reason,
        outcome: 'done',
        details: { from: row.status, to: status, ...(perHour !== null && { ignore_until_per_hour: perHour }) },
      },
    ]);
  });
  const group = await readGroup(db, fingerprint);
  if (group === undefined) throw new ActError('not_found', 'The group was deleted meanwhile.');
  return group;
}
