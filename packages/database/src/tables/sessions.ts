import { sql } from 'drizzle-orm';
import { check, index, mysqlTable, uniqueIndex } from 'drizzle-orm/mysql-core';
import { asciiChar, uuidColumn } from '../columns/ascii.ts';
import { createdAtColumn, timeColumn } from '../columns/time.ts';

/**
 * Who is signed in, in which browser. A session belongs to a user, or to the holder of an operator's key. It ends when
 * its row is deleted, when it was idle for too long, at `expires_at` whatever happened, and when its operator's key
 * leaves ADMIN_API_KEYS.
 */
export const sessions = mysqlTable(
  'sessions',
  {
    /** Names the session in logs, in the audit and in tokens for the API; it opens nothing. */
    id: uuidColumn('id').primaryKey(),
    /** SHA-256 of the cookie's value, in hexadecimal: who reads the table cannot sign in. */
    tokenHash: asciiChar('token_hash', 64).notNull(),
    userId: uuidColumn('user_id'),
    /** SHA-256 of the key, in hexadecimal: its name and role are looked up in ADMIN_API_KEYS at every request. */
    operatorKeyHash: asciiChar('operator_key_hash', 64),
    createdAt: createdAtColumn(),
    /** To the minute: not every request is a write. */
    lastSeenAt: createdAtColumn('last_seen_at'),
    expiresAt: timeColumn('expires_at').notNull(),
  },
  (table) => [
    // the session of a cookie
    uniqueIndex('sessions_token_hash').on(table.tokenHash),
    // all sessions of one user, to end them
    index('sessions_user_id').on(table.userId),
    // retention
    index('sessions_expires_at').on(table.expiresAt),
    check('sessions_one_owner', sql`(${table.userId} IS NULL) <> (${table.operatorKeyHash} IS NULL)`),
  ],
);
