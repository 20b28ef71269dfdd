import { type Database, type Tx, withTransaction } from '@ballast/database';
import type { Messaging } from '@ballast/messaging';
import { claim, finish, holdBack, type OutboxRow, postpone, type RowFault } from '@ballast/outbox';
import type { TraceContext } from '@ballast/telemetry';
import { withSpan } from '@ballast/telemetry';
import { type Halt, haltCodeOf } from './publish-failure.ts';
import { type PublishOutcome, publishRows } from './publish-rows.ts';
import { isSpent, retryDelayMs } from './retry-delay.ts';
import { rowTraceContexts } from './row-trace-contexts.ts';

export interface BatchPorts {
  readonly db: Database;
  readonly messaging: Pick<Messaging, 'publish' | 'streamCreated' | 'streamForSubject'>;
}

export interface BatchLimits {
  /** Rows to claim at most. */
  readonly rows: number;
  readonly maxInFlight: number;
  /** How long the claim's transaction may last, in ms; past it the rows are released. */
  readonly deadlineMs: number;
}

export interface BatchResult {
  readonly claimed: number;
  readonly stored: number;
  /** Of those stored: how many the broker had already. */
  readonly duplicates: number;
  readonly refused: number;
  /** Put off, for the broker does not know yet whether it has them. */
  readonly heldBack: number;
  /** Refused for the last time: to be buried. */
  readonly spent: readonly { readonly row: OutboxRow; readonly fault: RowFault }[];
  /** Why the subject should pause. */
  readonly halt?: Halt;
}

const NOTHING: BatchResult = { claimed: 0, stored: 0, duplicates: 0, refused: 0, heldBack: 0, spent: [] };

/** How long a row waits of which the broker does not know yet whether it has it. */
const IN_PROCESS_MS = 1_000;

/** Shares of the deadline: publishes begin in the first, end in the second; what is left is for finishing. */
const START_SHARE = 0.4;
const PUBLISH_SHARE = 0.4;

/**
 * Claims a batch of one subject, publishes it and finishes it, in one transaction.
 *
 * What was stored is finished, what was refused by its own fault is postponed, and the rest is left as it was, all in one
 * commit. If the process dies in between, or the transaction passes its deadline, the rows are there again as they were;
 * they are published again under the same ids, and the broker stores each id once.
 *
 * @throws DatabaseError when the transaction fails.
 */
export async function relayBatch(ports: BatchPorts, subject: string, limits: BatchLimits): Promise<BatchResult> {
  const { db, messaging } = ports;
  // Read before anything is published: if the stream is made anew in between, the record says that the message lies in
  // an older stream than it does, and at worst it is sent once more. Read afterwards it could name a stream that never
  // held the message, and the loss would go unseen. Outside the transaction: no row is held while a broker hangs.
  let streamCreated: string;
  try {
    streamCreated = await messaging.streamCreated(messaging.streamForSubject(subject));
  } catch (error) {
    const code = haltCodeOf(error);
    if (code === undefined) throw error;
    return { ...NOTHING, halt: { reason: code, error } };
  }
  return await withTransaction(db, (tx) => relayClaimed(tx, messaging, subject, streamCreated, limits), {
    deadlineMs: limits.deadlineMs,
  });
}

async function relayClaimed(
  tx: Tx,
  messaging: Pick<Messaging, 'publish'>,
  subject: string,
  streamCreated: string,
  limits: BatchLimits,
): Promise<BatchResult> {
  const startUntilMs = performance.now() + limits.deadlineMs * START_SHARE;
  const rows = await claim(tx, subject, limits.rows);
  if (rows.length === 0) return NOTHING;

  const outcome = await inBatchSpan(subject, rows, () =>
    publishRows(messaging, rows, {
      maxInFlight: limits.maxInFlight,
      startUntilMs,
      timeoutMs: limits.deadlineMs * PUBLISH_SHARE,
    }),
  );
  await finish(
    tx,
    outcome.stored.map(({ row, receipt }) => ({ row, streamCreated, stream: receipt.stream, seq: receipt.seq })),
  );
  await holdBack(tx, outcome.inProcess, IN_PROCESS_MS);
  return { claimed: rows.length, ...(await settleRefused(tx, rows, outcome)) };
}

async function settleRefused(
  tx: Tx,
  rows: readonly OutboxRow[],
  { stored, refused, inProcess, halt }: PublishOutcome,
): Promise<Omit<BatchResult, 'claimed'>> {
  const counts = {
    stored: stored.length,
    duplicates: stored.filter(({ receipt }) => receipt.duplicate).length,
    refused: refused.length,
    heldBack: inProcess.length,
  };
  // A broker that takes none of many rows is more likely misconfigured (a missing permission, say) than all of them are
  // broken. Their attempts are spared; the pause's probes still spend one at a time, so that a lone bad row gets its end.
  const rejected = refused.filter(({ fault }) => fault.code === 'rejected');
  if (rows.length > 1 && rejected.length === rows.length) {
    const error = new Error(rejected[0]?.fault.message);
    return { ...counts, refused: 0, spent: [], halt: { reason: 'all_rejected', error } };
  }
  for (const { row, fault } of refused) await postpone(tx, row, fault, retryDelayMs(row));
  return { ...counts, spent: refused.filter(({ row }) => isSpent(row)), ...(halt === undefined ? {} : { halt }) };
}

/** One span a batch, linked to the traces of its first rows. Each row's sending has its own span, in the row's trace. */
async function inBatchSpan<T>(subject: string, rows: readonly OutboxRow[], publish: () => Promise<T>): Promise<T> {
  const links: TraceContext[] = rowTraceContexts(rows);
  return await withSpan(
    `relay ${subject}`,
    {
      links,
      attributes: {
        'messaging.system': 'nats',
        'messaging.destination.name': subject,
        'messaging.batch.message_count': rows.length,
      },
    },
    publish,
  );
}
