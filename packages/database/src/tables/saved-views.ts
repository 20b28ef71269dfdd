import { bigint, mysqlTable, text, uniqueIndex, varchar } from 'drizzle-orm/mysql-core';
import { createdAtColumn } from '../columns/time.ts';

/** A search that an operator has given a name. */
export const savedViews = mysqlTable(
  'saved_views',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    name: varchar('name', { length: 100 }).notNull(),
    query: text('query').notNull(),
    owner: varchar('owner', { length: 255 }).notNull(),
    createdAt: createdAtColumn(),
  },
  (table) => [uniqueIndex('saved_views_name').on(table.name)],
);
