import { bigint, check, int, mysqlTable, uniqueIndex } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { createdAtColumn, timeColumn } from '../columns/time.ts';
import { DEAD_LETTER_ERROR_TYPES } from './dead-letter-messages.ts';

/** How many letters were stored in each hour; written in the letters' own transaction. */
export const dlqStatistics = mysqlTable(
  'dlq_statistics',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    /** The beginning of the hour. */
    dateHour: timeColumn('date_hour').notNull(),
    subject: asciiVarchar('subject', 255).notNull(),
    errorType: choiceColumn('error_type', DEAD_LETTER_ERROR_TYPES).notNull(),
    count: int('count').notNull().default(0),
    createdAt: createdAtColumn(),
  },
  (table) => [
    // the upsert; a range of hours; retention
    uniqueIndex('dlq_statistics_hour_subject_type').on(table.dateHour, table.subject, table.errorType),
    check('dlq_statistics_error_type_known', isOneOf(table.errorType, DEAD_LETTER_ERROR_TYPES)),
  ],
);
