import { index, mysqlTable, uniqueIndex } from 'drizzle-orm/mysql-core';
import { asciiChar, uuidColumn } from '../columns/ascii.ts';
import { createdAtColumn, timeColumn } from '../columns/time.ts';

/**
 * A wish to sign in. The token is made when its mail is sent (so no stream, outbox row or dead letter ever holds one)
 * and signs in once:
 *
 *     asked (token_hash NULL) -> sent (token_hash) -> used (used_at) ; all of them end at expires_at
 */
export const loginTokens = mysqlTable(
  'login_tokens',
  {
    /** Also the aggregate of the mail's delivery. */
    id: uuidColumn('id').primaryKey(),
    userId: uuidColumn('user_id').notNull(),
    /** SHA-256 of the token, in hexadecimal. */
    tokenHash: asciiChar('token_hash', 64),
    createdAt: createdAtColumn(),
    expiresAt: timeColumn('expires_at').notNull(),
    usedAt: timeColumn('used_at'),
  },
  (table) => [
    // the wish that a link belongs to
    uniqueIndex('login_tokens_token_hash').on(table.tokenHash),
    // the wishes of one user: signing in ends all of them
    index('login_tokens_user_id').on(table.userId),
    // retention
    index('login_tokens_expires_at').on(table.expiresAt),
  ],
);
