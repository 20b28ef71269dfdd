import { sql } from 'drizzle-orm';
import { bigint, check, index, int, mediumtext, mysqlTable, text, uniqueIndex } from 'drizzle-orm/mysql-core';
import { asciiVarchar, messageIdColumn } from '../columns/ascii.ts';
import { createdAtColumn, timeColumn } from '../columns/time.ts';

/**
 * Messages that are committed and not yet published. A row is here, or in `outbox_history`, or in
 * `dead_letter_messages`: each move is one transaction. Kept small: a published row leaves at once.
 */
export const outbox = mysqlTable(
  'outbox',
  {
    // Not the order of commits: read the pending set, never "id > last".
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    /** `<id>:r<generation>:e<enqueue>`: with the subject, what is published once. */
    eventId: asciiVarchar('event_id', 130).notNull(),
    aggregateType: asciiVarchar('aggregate_type', 50).notNull(),
    aggregateId: messageIdColumn('aggregate_id').notNull(),
    eventType: asciiVarchar('event_type', 100).notNull(),
    subject: asciiVarchar('subject', 255).notNull(),
    /** The exact bytes to publish. */
    payload: mediumtext('payload').notNull(),
    /** JSON object of strings. Text, so that it goes out as it was written. */
    headers: text('headers').notNull(),
    retryCount: int('retry_count').notNull().default(0),
    maxRetries: int('max_retries').notNull().default(3),
    nextRetryAt: createdAtColumn('next_retry_at'),
    errorMessage: text('error_message'),
    lastErrorAt: timeColumn('last_error_at'),
    createdAt: createdAtColumn(),
  },
  (table) => [
    // one row an enqueue of a subject's message; and "is this one waiting here?" by the reconciler
    uniqueIndex('outbox_event_id').on(table.eventId, table.subject),
    // the claim: WHERE subject = ? AND next_retry_at <= ? ORDER BY next_retry_at, id; and the list of subjects
    index('outbox_subject_next_retry_at_id').on(table.subject, table.nextRetryAt, table.id),
    check('outbox_retries_valid', sql`${table.retryCount} >= 0 AND ${table.maxRetries} >= 0`),
  ],
);
