import { SUBJECT } from '@ballast/contracts';
import type { Messaging, PublishReceipt } from '@ballast/messaging';
import { type OutboxRow, type RowFault, readHeaders } from '@ballast/outbox';
import { type Halt, haltCodeOf, isInProcess, toRowFault } from './publish-failure.ts';

export interface PublishLimits {
  /** Publishes under way at once. */
  readonly maxInFlight: number;
  /** No publish begins after this moment, as `performance.now()` counts. */
  readonly startUntilMs: number;
  /** How long one publish may take, in ms. */
  readonly timeoutMs: number;
}

export interface PublishOutcome {
  readonly stored: readonly { readonly row: OutboxRow; readonly receipt: PublishReceipt }[];
  /** Refused by their own fault. */
  readonly refused: readonly { readonly row: OutboxRow; readonly fault: RowFault }[];
  /** Of which the broker does not know yet whether it has them. */
  readonly inProcess: readonly OutboxRow[];
  /** Why publishing stopped before all rows had their turn; what is in no list stays in the outbox as it is. */
  readonly halt?: Halt;
}

/**
 * Publishes rows at the same time, in no particular order, and says what became of each. The first failure that is not a
 * row's own stops further publishes from being begun; those under way are awaited, for they may still be stored.
 */
export async function publishRows(
  messaging: Pick<Messaging, 'publish'>,
  rows: readonly OutboxRow[],
  limits: PublishLimits,
): Promise<PublishOutcome> {
  const stored: { row: OutboxRow; receipt: PublishReceipt }[] = [];
  const refused: { row: OutboxRow; fault: RowFault }[] = [];
  const inProcess: OutboxRow[] = [];
  let halt: PublishOutcome['halt'];

  // One iterator for all runners: each takes the next row that nobody has taken.
  const waiting = rows.values();
  const run = async () => {
    for (const row of waiting) {
      if (halt !== undefined || performance.now() > limits.startUntilMs) return;
      try {
        stored.push({ row, receipt: await publish(messaging, row, limits.timeoutMs) });
      } catch (error) {
        const code = haltCodeOf(error);
        if (isInProcess(error)) inProcess.push(row);
        else if (code === undefined) refused.push({ row, fault: toRowFault(error) });
        else halt ??= { reason: code, error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limits.maxInFlight, rows.length) }, run));
  return { stored, refused, inProcess, ...(halt === undefined ? {} : { halt }) };
}

async function publish(
  messaging: Pick<Messaging, 'publish'>,
  row: OutboxRow,
  timeoutMs: number,
): Promise<PublishReceipt> {
  return await messaging.publish({
    subject: row.subject,
    messageId: publishedIdOf(row),
    body: row.payload,
    headers: readHeaders(row),
    timeoutMs,
  });
}

/** Each lies in a stream of its own, where the reconciler looks for the event id. */
const OWN_SUBJECTS: ReadonlySet<string> = new Set([SUBJECT.primeCheck, SUBJECT.emailSend]);

/**
 * What the stream tells repetitions by. A stream of other producers may hold several subjects, and an id is only unique
 * within one: a redrive must not be taken for another subject's, which would be answered "duplicate" and stored nowhere.
 */
function publishedIdOf({ subject, eventId }: OutboxRow): string {
  return OWN_SUBJECTS.has(subject) ? eventId : `${subject}:${eventId}`;
}
