import { type EmailKind, EmailSendRequested, firstIdentity } from '@ballast/contracts';
import type { Tx } from '@ballast/database';
import { recordLedger } from '@ballast/ledger';
import { createOutboxMessage, enqueue } from '@ballast/outbox';
import { orderedId } from '@ballast/runtime';
import { activeTraceContext, activeTraceId } from '@ballast/telemetry';

export interface AccountMail {
  readonly kind: Exclude<EmailKind, 'prime_check_result'>;
  /** The user of a welcome, the wish to sign in of a link. */
  readonly aggregateId: string;
  readonly now: Date;
  /** After so long the mail is not worth sending. */
  readonly worthSeconds?: number;
}

/**
 * The delivery of a mail, the message that asks for it, and its count, in the transaction of what it is about: there if
 * and only if that is. The address stays with the user. Locks ledger counters: nothing but the audit comes after it.
 */
export async function enqueueAccountMail(tx: Tx, { kind, aggregateId, now, worthSeconds }: AccountMail): Promise<void> {
  const id = orderedId();
  await tx.query(
    `INSERT INTO email_deliveries (id, kind, aggregate_id, trace_id, created_at, updated_at, expires_at)
     VALUES (?, ?, ?, ?, ?, ?, NOW(3) + INTERVAL ? SECOND)`,
    // With no number of seconds there is no end.
    [id, kind, aggregateId, activeTraceId() ?? null, now, now, worthSeconds ?? null],
  );
  await enqueue(tx, [
    createOutboxMessage(EmailSendRequested, firstIdentity(id), 'email_delivery', { kind }, now, activeTraceContext()),
  ]);
  await recordLedger(tx, [{ ledger: 'emails', to: 'processing', count: 1 }]);
}
