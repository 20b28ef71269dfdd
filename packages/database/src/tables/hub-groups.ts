import { mysqlTable, primaryKey } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { createdAtColumn } from '../columns/time.ts';

/** The groups that the hub has seen at the broker: who an accepted event is for, also after the broker has lost them. */
export const hubGroups = mysqlTable(
  'hub_groups',
  {
    stream: asciiVarchar('stream', 64).notNull(),
    name: asciiVarchar('name', 64).notNull(),
    /** Of the stream's making in which it was seen. Missing in that one, it was deleted; in another one, it was lost. */
    streamCreated: asciiVarchar('stream_created', 40).notNull(),
    seenAt: createdAtColumn('seen_at'),
  },
  (table) => [primaryKey({ name: 'hub_groups_stream_name', columns: [table.stream, table.name] })],
);
