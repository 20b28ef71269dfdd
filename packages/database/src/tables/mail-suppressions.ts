import { sql } from 'drizzle-orm';
import { check, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { binaryVarchar } from '../columns/text.ts';
import { createdAtColumn } from '../columns/time.ts';

export const SUPPRESSION_REASONS = ['bounce', 'complaint', 'unsubscribed', 'manual'] as const;

/** Addresses that get no mail. */
export const mailSuppressions = mysqlTable(
  'mail_suppressions',
  {
    /** In lower case: look addresses up the same way. */
    address: binaryVarchar('address', { length: 254 }).primaryKey(),
    reason: choiceColumn('reason', SUPPRESSION_REASONS).notNull(),
    detail: varchar('detail', { length: 512 }),
    createdAt: createdAtColumn(),
  },
  (table) => [
    check('mail_suppressions_address_lower', sql`${table.address} = LOWER(${table.address})`),
    check('mail_suppressions_reason_known', isOneOf(table.reason, SUPPRESSION_REASONS)),
  ],
);
