import { index, mysqlTable } from 'drizzle-orm/mysql-core';
import { asciiChar, uuidColumn } from '../columns/ascii.ts';

/**
 * Whose address it is, by the address's blind index: one row for every key that is known when the row is written. So two
 * processes that have different keys (while one is being replaced) and one key in common cannot both register an address.
 */
export const userEmails = mysqlTable(
  'user_emails',
  {
    /** HMAC-SHA256 of the address in lower case, in hexadecimal. */
    emailIndex: asciiChar('email_index', 64).primaryKey(),
    userId: uuidColumn('user_id').notNull(),
  },
  (table) => [
    // the rows of one user, when a key is replaced
    index('user_emails_user_id').on(table.userId),
  ],
);
