import { EmailSendRequested, firstIdentity } from '@ballast/contracts';
import type { RowDataPacket, Tx } from '@ballast/database';
import type { LedgerState } from '@ballast/ledger';
import { createOutboxMessage, enqueue, type OutboxMessage } from '@ballast/outbox';
import { orderedId } from '@ballast/runtime';
import type { TraceContext } from '@ballast/telemetry';
import type { Verdict } from './verdict.ts';

const MAIL_KIND = 'prime_check_result';

/** A verdict that counts, whether its request wants the result sent, the state it was in, when it was accepted, and whether it ever died. */
export interface Decided {
  readonly verdict: Verdict;
  readonly wantsMail: boolean;
  readonly from: LedgerState;
  readonly acceptedAt: Date;
  readonly mayHaveLetters: boolean;
}

/** Enqueues a result mail for each request that asked for one; returns how many. The address stays, sealed, with the request. */
export async function enqueueResultMails(tx: Tx, decided: readonly Decided[], now: Date): Promise<number> {
  const wanted = decided.flatMap(({ verdict, wantsMail }) => (wantsMail ? [verdict] : []));
  if (wanted.length === 0) return 0;
  const served = await requestsWithMail(tx, wanted);
  const mails = wanted
    .filter(({ identity }) => !served.has(identity.id))
    .map((verdict) => ({ ...verdict, deliveryId: orderedId() }));
  if (mails.length === 0) return 0;
  await tx.query('INSERT INTO email_deliveries (id, kind, aggregate_id, trace_id, created_at, updated_at) VALUES ?', [
    mails.map(({ deliveryId, identity, trace }) => [
      deliveryId,
      MAIL_KIND,
      identity.id,
      traceId(trace.traceparent),
      now,
      now,
    ]),
  ]);
  await enqueue(
    tx,
    mails.map(({ deliveryId, trace }) => mailMessage(deliveryId, trace, now)),
  );
  return mails.length;
}

/**
 * The requests that have a result mail already: none, unless somebody set a completed request back by hand. A second
 * delivery would break the unique key, and with it the whole group. The requests are locked, so nobody adds one meanwhile.
 */
async function requestsWithMail(tx: Tx, verdicts: readonly Verdict[]): Promise<ReadonlySet<string>> {
  const [rows] = await tx.query<RowDataPacket[]>(
    'SELECT aggregate_id FROM email_deliveries WHERE kind = ? AND aggregate_id IN (?)',
    [MAIL_KIND, verdicts.map(({ identity }) => identity.id)],
  );
  return new Set(rows.map((row) => row.aggregate_id as string));
}

function mailMessage(deliveryId: string, trace: TraceContext, now: Date): OutboxMessage {
  const payload = { kind: MAIL_KIND } as const;
  return createOutboxMessage(EmailSendRequested, firstIdentity(deliveryId), 'email_delivery', payload, now, trace);
}

/** The second field of a W3C `traceparent`. */
function traceId(traceparent: string | undefined): string | null {
  return traceparent?.split('-')[1] ?? null;
}
