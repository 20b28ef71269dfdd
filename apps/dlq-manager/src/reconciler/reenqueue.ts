import { appendAudit } from '@ballast/audit';
import type { MessageIdentity } from '@ballast/contracts';
import { type Database, type ResultSetHeader, type RowDataPacket, type Tx, withTransaction } from '@ballast/database';
import type { GoneReason, LedgerName, OpenRow } from '@ballast/ledger';
import { enqueue, type OutboxMessage } from '@ballast/outbox';
import { type BusinessRow, rebuildMessage } from './rebuild-message.ts';

/** An open row whose message is gone, and why. */
export interface GoneRow {
  readonly row: OpenRow;
  readonly reason: GoneReason;
}

export interface Reenqueued {
  readonly done: readonly GoneRow[];
  /** Rows of which no message can be made. */
  readonly unbuildable: readonly GoneRow[];
}

/** What is still open, and in nobody's hands: a mail that is being sent is left alone until its lease is over. */
const LOCK: Readonly<Record<LedgerName, string>> = {
  requests: `SELECT id, generation, enqueue_count, number, created_at, trace_id
    FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN (?) AND status = 'processing' ORDER BY id FOR UPDATE`,
  emails: `SELECT id, generation, enqueue_count, kind, created_at, trace_id
    FROM email_deliveries FORCE INDEX (PRIMARY)
    WHERE id IN (?) AND (status = 'pending' OR (status = 'sending' AND lease_until <= CURRENT_TIMESTAMP(3)))
    ORDER BY id FOR UPDATE`,
};

const COUNT_UP: Readonly<Record<LedgerName, string>> = {
  requests: 'UPDATE prime_checks FORCE INDEX (PRIMARY) SET enqueue_count = enqueue_count + 1 WHERE id IN (?)',
  emails: 'UPDATE email_deliveries FORCE INDEX (PRIMARY) SET enqueue_count = enqueue_count + 1 WHERE id IN (?)',
};

const TARGET = { requests: 'request', emails: 'email' } as const;

/**
 * Enqueues rows again whose message is gone, in one transaction: locks them, leaves out what has changed since it was
 * looked at (done, dead, redriven, enqueued by another instance), gives each message its next enqueue count, writes them
 * into the outbox and the act into the audit log. Throws `DatabaseError`.
 */
export async function reenqueue(
  db: Database,
  ledger: LedgerName,
  gone: readonly GoneRow[],
  actor: string,
): Promise<Reenqueued> {
  return await withTransaction(db, async (tx) => {
    const locked = await lockOpen(tx, ledger, gone);
    const unchanged = gone.filter(({ row }) => isUnchanged(row, locked.get(row.id)));
    const built = unchanged.map((one) => ({ one, message: build(one.row, locked) }));
    const messages = built.flatMap(({ message }) => (message === undefined ? [] : [message]));
    const done = built.filter(({ message }) => message !== undefined).map(({ one }) => one);
    const unbuildable = built.filter(({ message }) => message === undefined).map(({ one }) => one);
    if (done.length === 0) return { done, unbuildable };
    await countUp(tx, ledger, done);
    await enqueue(tx, messages);
    await audit(tx, ledger, done, actor);
    return { done, unbuildable };
  });
}

interface LockedRow extends RowDataPacket {
  id: string;
  generation: number;
  enqueue_count: number;
  number?: string;
  kind?: string;
  created_at: Date;
  trace_id: string | null;
}

async function lockOpen(tx: Tx, ledger: LedgerName, gone: readonly GoneRow[]): Promise<ReadonlyMap<string, LockedRow>> {
  const [rows] = await tx.query<LockedRow[]>(LOCK[ledger], [gone.map(({ row }) => row.id)]);
  return new Map(rows.map((row) => [row.id, row]));
}

function isUnchanged(seen: OpenRow, now: LockedRow | undefined): boolean {
  return now !== undefined && now.generation === seen.generation && now.enqueue_count === seen.enqueue;
}

function build(row: OpenRow, locked: ReadonlyMap<string, LockedRow>): OutboxMessage | undefined {
  const found = locked.get(row.id);
  if (found === undefined) return undefined;
  const identity: MessageIdentity = { id: row.id, generation: row.generation, enqueue: row.enqueue + 1 };
  const { number, kind, created_at: createdAt, trace_id: traceId } = found;
  const business: BusinessRow = {
    createdAt,
    traceId,
    ...(number !== undefined && { number }),
    ...(kind !== undefined && { kind }),
  };
  return rebuildMessage(identity, business);
}

async function countUp(tx: Tx, ledger: LedgerName, done: readonly GoneRow[]): Promise<void> {
  const [{ affectedRows }] = await tx.query<ResultSetHeader>(COUNT_UP[ledger], [done.map(({ row }) => row.id)]);
  if (affectedRows !== done.length) throw new Error(`${affectedRows} of ${done.length} locked rows were there`);
}

/** One entry a batch; its details name every row, for whoever asks why a message was sent again. */
async function audit(tx: Tx, ledger: LedgerName, done: readonly GoneRow[], actor: string): Promise<void> {
  const [first] = done;
  if (first === undefined) return;
  await appendAudit(tx, [
    {
      actor,
      act: 'reconciler.reenqueue',
      targetType: TARGET[ledger],
      targetId: first.row.id,
      reason: done.length === 1 ? 'Its message was gone.' : `The messages of ${done.length} were gone.`,
      outcome: 'done',
      details: {
        count: done.length,
        rows: done.map(({ row, reason }) => [row.id, row.generation, row.enqueue + 1, reason]),
      },
    },
  ]);
}
