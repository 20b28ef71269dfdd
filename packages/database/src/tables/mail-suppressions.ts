import { check, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { asciiChar } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { sealedColumn } from '../columns/sealed.ts';
import { createdAtColumn } from '../columns/time.ts';

export const SUPPRESSION_REASONS = ['bounce', 'complaint', 'unsubscribed', 'manual'] as const;

/** Addresses that get no mail. */
export const mailSuppressions = mysqlTable(
  'mail_suppressions',
  {
    /** The address's blind index: look it up under every key that is known. */
    addressIndex: asciiChar('address_index', 64).primaryKey(),
    /** Kept so that the index can be made anew when a key is replaced; bound to the row by that index. */
    addressSealed: sealedColumn('address_sealed').notNull(),
    reason: choiceColumn('reason', SUPPRESSION_REASONS).notNull(),
    detail: varchar('detail', { length: 512 }),
    createdAt: createdAtColumn(),
  },
  (table) => [check('mail_suppressions_reason_known', isOneOf(table.reason, SUPPRESSION_REASONS))],
);
