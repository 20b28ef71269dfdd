import { check, index, int, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { asciiChar, asciiVarchar } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { timeColumn } from '../columns/time.ts';
import { DEAD_LETTER_ERROR_TYPES } from './dead-letter-messages.ts';

export const DEAD_LETTER_GROUP_STATES = ['active', 'resolved', 'ignored'] as const;

/**
 * Letters that failed in the same way. How many are pending is counted from the letters, never kept here.
 *
 *     active -> resolved -> active (a new letter: a regression)
 *     active -> ignored  -> active (more letters an hour than it may have)
 */
export const deadLetterGroups = mysqlTable(
  'dead_letter_groups',
  {
    fingerprint: asciiChar('fingerprint', 64).primaryKey(),
    family: asciiChar('family', 64).notNull(),
    subject: asciiVarchar('subject', 255).notNull(),
    consumer: asciiVarchar('consumer', 255),
    errorType: choiceColumn('error_type', DEAD_LETTER_ERROR_TYPES).notNull(),
    errorCode: asciiVarchar('error_code', 100),
    /** The normalised message: numbers, ids and addresses replaced by what they are. */
    title: varchar('title', { length: 500 }).notNull(),
    status: choiceColumn('status', DEAD_LETTER_GROUP_STATES).notNull().default('active'),
    /** Letters an hour from which an ignored group becomes active again; NULL: never. */
    ignoreUntilPerHour: int('ignore_until_per_hour'),
    /** Letters that it ever had. */
    total: int('total').notNull().default(0),
    firstSeenAt: timeColumn('first_seen_at').notNull(),
    lastSeenAt: timeColumn('last_seen_at').notNull(),
    /** When it came back after it had been resolved or ignored. */
    regressedAt: timeColumn('regressed_at'),
    changedAt: timeColumn('changed_at'),
    changedBy: varchar('changed_by', { length: 255 }),
  },
  (table) => [
    // groups of one state, last seen first
    index('dead_letter_groups_status_last_seen').on(table.status, table.lastSeenAt),
    // the groups of a family
    index('dead_letter_groups_family').on(table.family),
    check('dead_letter_groups_status_known', isOneOf(table.status, DEAD_LETTER_GROUP_STATES)),
    check('dead_letter_groups_error_type_known', isOneOf(table.errorType, DEAD_LETTER_ERROR_TYPES)),
  ],
);
