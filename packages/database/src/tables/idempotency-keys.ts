import { index, mysqlTable, primaryKey } from 'drizzle-orm/mysql-core';
import { asciiChar, asciiVarchar, uuidColumn } from '../columns/ascii.ts';
import { createdAtColumn } from '../columns/time.ts';

/** The answer that was given to a caller's `Idempotency-Key`: the same key and body get it again. */
export const idempotencyKeys = mysqlTable(
  'idempotency_keys',
  {
    caller: asciiVarchar('caller', 128).notNull(),
    idemKey: asciiVarchar('idem_key', 255).notNull(),
    /** A keyed hash of the body, in hexadecimal, so that no address can be found by trying; compare it under every key. */
    bodyHash: asciiChar('body_hash', 64).notNull(),
    requestId: uuidColumn('request_id').notNull(),
    createdAt: createdAtColumn(),
  },
  (table) => [
    primaryKey({ name: 'idempotency_keys_caller_idem_key', columns: [table.caller, table.idemKey] }),
    // retention, in batches, oldest first
    index('idempotency_keys_created_at').on(table.createdAt),
  ],
);
