import { bigint, index, mysqlTable } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { createdAtColumn } from '../columns/time.ts';

/** Where each published message was stored: what the reconciler asks the broker about. */
export const outboxHistory = mysqlTable(
  'outbox_history',
  {
    eventId: asciiVarchar('event_id', 130).primaryKey(),
    subject: asciiVarchar('subject', 255).notNull(),
    stream: asciiVarchar('stream', 255).notNull(),
    /** RFC 3339 with nanoseconds, letter for letter as the server says it: a stream made anew has another. */
    streamCreated: asciiVarchar('stream_created', 40).notNull(),
    seq: bigint('seq', { mode: 'number', unsigned: true }).notNull(),
    publishedAt: createdAtColumn('published_at'),
  },
  (table) => [
    // retention, in batches, oldest first
    index('outbox_history_published_at').on(table.publishedAt),
  ],
);
