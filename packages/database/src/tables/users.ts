import { mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { uuidColumn } from '../columns/ascii.ts';
import { sealedColumn } from '../columns/sealed.ts';
import { createdAtColumn, updatedAtColumn } from '../columns/time.ts';

/** Who has an account. No passwords are kept: a user signs in by a link that is sent to the address. */
export const users = mysqlTable('users', {
  id: uuidColumn('id').primaryKey(),
  name: varchar('name', { length: 100 }).notNull(),
  /** Bound to this row: see `USER_EMAIL` of @ballast/encryption. */
  emailSealed: sealedColumn('email_sealed').notNull(),
  createdAt: createdAtColumn(),
  updatedAt: updatedAtColumn(),
});
