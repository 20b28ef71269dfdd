import { randomBytes } from 'node:crypto';
import { EMAIL_KINDS, EmailSendRequested, type MessageIdentity, PrimeCheckRequested } from '@ballast/contracts';
import { createOutboxMessage, type OutboxMessage } from '@ballast/outbox';

/** What a business row says of the message about it. */
export interface BusinessRow {
  readonly createdAt: Date;
  readonly traceId: string | null;
  /** A request's number. */
  readonly number?: string;
  /** A mail's kind. */
  readonly kind?: string;
}

/**
 * The message that a business row stands for: the row is the truth, whatever the broker remembers. `undefined` when the row
 * fits no contract of this version. It goes on with the request's trace.
 */
export function rebuildMessage(identity: MessageIdentity, row: BusinessRow): OutboxMessage | undefined {
  const trace = row.traceId === null ? {} : { traceparent: `00-${row.traceId}-${randomBytes(8).toString('hex')}-01` };
  if (row.number !== undefined) {
    const payload = { number: row.number };
    return createOutboxMessage(PrimeCheckRequested, identity, 'prime_check', payload, row.createdAt, trace);
  }
  const kind = EMAIL_KINDS.find((one) => one === row.kind);
  if (kind === undefined) return undefined;
  return createOutboxMessage(EmailSendRequested, identity, 'email_delivery', { kind }, row.createdAt, trace);
}
