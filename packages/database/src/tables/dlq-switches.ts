import { boolean, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { updatedAtColumn } from '../columns/time.ts';

/** What can be turned off as a whole: `rules` is the kill switch over all automatic rules. A missing row is on. */
export const dlqSwitches = mysqlTable('dlq_switches', {
  name: asciiVarchar('name', 50).primaryKey(),
  isOn: boolean('is_on').notNull(),
  changedBy: varchar('changed_by', { length: 255 }).notNull(),
  changedAt: updatedAtColumn('changed_at'),
});
