import { bigint, index, int, mysqlTable, text, uniqueIndex } from 'drizzle-orm/mysql-core';
import { asciiVarchar, messageIdColumn } from '../columns/ascii.ts';
import { bytesColumn } from '../columns/bytes.ts';
import { createdAtColumn } from '../columns/time.ts';

/**
 * Events that the hub has accepted and that not every group has acknowledged yet. A row says where its event lies in the
 * broker, or nothing while it has to be published: `stream_created` and `seq` are written and taken back together.
 */
export const hubEvents = mysqlTable(
  'hub_events',
  {
    // Not the order of commits: read the pending set, never "id > last".
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    /** The key as the producer gave it. */
    stream: asciiVarchar('stream', 64).notNull(),
    eventId: messageIdColumn('event_id').notNull(),
    subject: asciiVarchar('subject', 255).notNull(),
    /** The exact bytes to publish. */
    body: bytesColumn('body').notNull(),
    /** JSON object of strings: the trace in which it was accepted. */
    headers: text('headers').notNull(),
    /** +1 where the broker remembers the id of what it has dropped: it would answer "duplicate" and store nothing. */
    enqueue: int('enqueue').notNull().default(1),
    /** As in `outbox_history`: a stream made anew has another. */
    streamCreated: asciiVarchar('stream_created', 40),
    seq: bigint('seq', { mode: 'number', unsigned: true }),
    acceptedAt: createdAtColumn('accepted_at'),
  },
  (table) => [
    // an event is accepted once
    uniqueIndex('hub_events_stream_event_id').on(table.stream, table.eventId),
    // the relay: no place, ORDER BY id; the sweep: of one making of the stream, by seq, or of all others
    index('hub_events_place').on(table.stream, table.streamCreated, table.seq, table.id),
  ],
);
