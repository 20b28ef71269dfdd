import { sql } from 'drizzle-orm';
import { check, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { choiceColumn } from '../columns/choice.ts';
import { binaryVarchar } from '../columns/text.ts';
import { createdAtColumn } from '../columns/time.ts';
import { SUPPRESSION_REASONS } from './mail-suppressions.ts';

/**
 * Addresses that got no mail before addresses were sealed. Nothing is added any more: `ballast keys rotate` seals them and
 * moves them to `mail_suppressions`, and until then they are looked up here as well.
 */
export const mailSuppressionsPlain = mysqlTable(
  'mail_suppressions_plain',
  {
    /** In lower case: look addresses up the same way. */
    address: binaryVarchar('address', { length: 254 }).primaryKey(),
    reason: choiceColumn('reason', SUPPRESSION_REASONS).notNull(),
    detail: varchar('detail', { length: 512 }),
    createdAt: createdAtColumn(),
  },
  // under the name that it has since the table had another
  (table) => [check('mail_suppressions_address_lower', sql`${table.address} = LOWER(${table.address})`)],
);
