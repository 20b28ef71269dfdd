import { sql } from 'drizzle-orm';
import { check, index, int, mysqlTable, text, uniqueIndex, varchar } from 'drizzle-orm/mysql-core';
import { asciiChar, asciiVarchar, uuidColumn } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { createdAtColumn, timeColumn, updatedAtColumn } from '../columns/time.ts';

export const EMAIL_DELIVERY_STATES = [
  'pending',
  'sending',
  'sent',
  'suppressed',
  'expired',
  'dead',
  'discarded',
] as const;

/**
 * One e-mail to be sent, once for each (kind, aggregate). Messages carry its id; the address stays, sealed, where the
 * mail's reason is: with the request, or with the user.
 *
 *     pending -> sending (lease_owner until lease_until) -> sent
 *                sending -> pending      (SMTP said later; or the lease ran out and another takes it over)
 *     pending, sending -> suppressed | expired | dead ; dead <-> discarded ; dead, discarded -> pending by a redrive
 */
export const emailDeliveries = mysqlTable(
  'email_deliveries',
  {
    id: uuidColumn('id').primaryKey(),
    kind: asciiVarchar('kind', 50).notNull(),
    /** What the mail is about: the request's id for a result, the user's for a welcome, the wish to sign in for its link. */
    aggregateId: uuidColumn('aggregate_id').notNull(),
    /** An address from before addresses were sealed. Nothing writes it, and `ballast keys rotate` empties it. */
    recipient: varchar('recipient', { length: 254 }),
    /** Opens the page that stops mail to this recipient. Random; made when the mail is first taken for sending. */
    stopToken: asciiChar('stop_token', 32),
    status: choiceColumn('status', EMAIL_DELIVERY_STATES).notNull().default('pending'),
    leaseOwner: asciiVarchar('lease_owner', 150),
    leaseUntil: timeColumn('lease_until'),
    /** The RFC 5322 Message-ID: the same for every try, so that a mail sent twice is recognised as one. */
    messageId: varchar('message_id', { length: 255 }),
    smtpResponse: varchar('smtp_response', { length: 512 }),
    errorMessage: text('error_message'),
    generation: int('generation').notNull().default(0),
    enqueueCount: int('enqueue_count').notNull().default(1),
    traceId: asciiChar('trace_id', 32),
    createdAt: createdAtColumn(),
    sentAt: timeColumn('sent_at'),
    /** After this moment the mail is not worth sending (a sign-in link is dead by then). */
    expiresAt: timeColumn('expires_at'),
    updatedAt: updatedAtColumn(),
  },
  (table) => [
    // one e-mail a (kind, aggregate); and the deliveries of one request
    uniqueIndex('email_deliveries_kind_aggregate').on(table.kind, table.aggregateId),
    // the delivery that a mail's stop link belongs to
    uniqueIndex('email_deliveries_stop_token').on(table.stopToken),
    // the mails of one request, whatever their kind
    index('email_deliveries_aggregate_id').on(table.aggregateId),
    // the ledger's recount; what is open, oldest first
    index('email_deliveries_status_id').on(table.status, table.id),
    // what has shown no sign for a while
    index('email_deliveries_updated_at_id').on(table.updatedAt, table.id),
    check('email_deliveries_status_known', isOneOf(table.status, EMAIL_DELIVERY_STATES)),
    check('email_deliveries_sent_has_time', sql`(${table.status} = 'sent') = (${table.sentAt} IS NOT NULL)`),
    check(
      'email_deliveries_sending_has_lease',
      sql`${table.status} <> 'sending' OR (${table.leaseOwner} IS NOT NULL AND ${table.leaseUntil} IS NOT NULL)`,
    ),
    check('email_deliveries_counts_valid', sql`${table.generation} >= 0 AND ${table.enqueueCount} >= 1`),
  ],
);
