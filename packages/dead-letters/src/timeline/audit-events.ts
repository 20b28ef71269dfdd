import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';

interface ActRow extends RowDataPacket {
  at: Date;
  actor: string;
  act: string;
  target_id: string;
  reason: string | null;
  outcome: string;
  details: string;
}

const MAX_ACTS = 300;
const KINDS: Readonly<Record<string, TimelineEvent['kind']>> = {
  'letter.edit': 'edited',
  'letter.discard': 'discarded',
  'letter.undo': 'undone',
};
const DID: Readonly<Record<string, string>> = {
  'letter.edit': 'edited dead letter',
  'letter.discard': 'discarded dead letter',
  'letter.undo': 'brought back dead letter',
};

/** What people did to letters, and what the reconciler did to requests and mails. */
export async function auditEvents(
  connection: PoolConnection,
  { letterIds, requestIds }: { readonly letterIds: readonly number[]; readonly requestIds: readonly string[] },
): Promise<TimelineEvent[]> {
  const letters = letterIds.map(String);
  const acts = [
    ...(await readActs(connection, 'letter', letters)),
    ...(await readActs(connection, 'request', requestIds)),
    ...(await readActs(connection, 'email', requestIds)),
  ];
  return acts.map(toEvent);
}

async function readActs(connection: PoolConnection, type: string, ids: readonly string[]): Promise<ActRow[]> {
  if (ids.length === 0) return [];
  const [rows] = await connection.query<ActRow[]>(
    `SELECT at, actor, act, target_id, reason, outcome, details FROM audit_log FORCE INDEX (audit_log_target)
     WHERE target_type = ? AND target_id IN (?) ORDER BY seq DESC LIMIT ?`,
    [type, ids, MAX_ACTS],
  );
  return rows;
}

function toEvent(row: ActRow): TimelineEvent {
  return {
    at: row.at.toISOString(),
    kind: KINDS[row.act] ?? 'act',
    title: titleOf(row),
    actor: row.actor,
    details: { act: row.act, outcome: row.outcome },
  };
}

function titleOf({ actor, act, target_id, reason, outcome }: ActRow): string {
  const why = reason === null ? '.' : `: ${reason}`;
  if (act === 'reconciler.reenqueue') return 'Nothing was left that would have moved it, and it was enqueued again.';
  const did = DID[act];
  if (did !== undefined && outcome === 'done') return `${actor} ${did} ${target_id}${why}`;
  return `${actor}: ${act} (${outcome})${why}`;
}
