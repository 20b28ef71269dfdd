import { appendAudit } from '@ballast/audit';
import type { RATE_LIMIT_MODES } from '@ballast/contracts/operators';
import { type Database, type RowDataPacket, withTransaction } from '@ballast/database';

export type LimitMode = (typeof RATE_LIMIT_MODES)[number];

export interface PolicyMode {
  readonly mode: LimitMode;
  readonly changedBy: string;
  readonly changedAt: Date;
  readonly reason: string | undefined;
}

interface ModeRow extends RowDataPacket {
  policy: string;
  mode: LimitMode;
  changed_by: string;
  updated_at: Date;
  reason: string | null;
}

/** What operators have set policies to, by policy; one that is not there is enforced. Throws `DatabaseError`. */
export async function readModes(db: Database): Promise<ReadonlyMap<string, PolicyMode>> {
  const rows = await db.withConnection(async (connection) => {
    const [found] = await connection.query<ModeRow[]>(
      'SELECT policy, mode, changed_by, updated_at, reason FROM rate_limit_modes',
    );
    return found;
  });
  return new Map(
    rows.map(({ policy, mode, changed_by, updated_at, reason }) => [
      policy,
      { mode, changedBy: changed_by, changedAt: updated_at, reason: reason ?? undefined },
    ]),
  );
}

/** Sets a policy's mode for all instances, which read it within seconds. Throws `DatabaseError`. */
export async function setMode(
  db: Database,
  policy: string,
  { mode, reason, actor }: { readonly mode: LimitMode; readonly reason: string; readonly actor: string },
): Promise<void> {
  await withTransaction(db, async (tx) => {
    const [[before]] = await tx.query<ModeRow[]>('SELECT mode FROM rate_limit_modes WHERE policy = ? FOR UPDATE', [
      policy,
    ]);
    await tx.query(
      `INSERT INTO rate_limit_modes (policy, mode, reason, changed_by, updated_at)
       VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE mode = VALUES(mode), reason = VALUES(reason), changed_by = VALUES(changed_by),
         updated_at = VALUES(updated_at)`,
      [policy, mode, reason, actor],
    );
    await appendAudit(tx, [
      {
        actor,
        act: 'ratelimit.mode',
        targetType: 'policy',
        targetId: policy,
        reason,
        outcome: 'done',
        details: { before: before?.mode ?? 'enforce', after: mode },
      },
    ]);
  });
}
