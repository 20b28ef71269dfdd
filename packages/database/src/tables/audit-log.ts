import { bigint, index, mysqlTable, text, varchar } from 'drizzle-orm/mysql-core';
import { asciiChar, asciiVarchar } from '../columns/ascii.ts';
import { timeColumn } from '../columns/time.ts';

/**
 * Who did what, when, why, and with what outcome. Only added to (no account may change or delete rows), each row hashed
 * over the hash of the one before it: a row that was changed or removed breaks the chain.
 */
export const auditLog = mysqlTable(
  'audit_log',
  {
    /** 1, 2, 3, ... without gaps: given out under the lock on `audit_head`. */
    seq: bigint('seq', { mode: 'number', unsigned: true }).primaryKey(),
    at: timeColumn('at').notNull(),
    actor: varchar('actor', { length: 255 }).notNull(),
    act: asciiVarchar('act', 50).notNull(),
    /** What it was done to: `letter`, `job`, `group`, `rule`, `view`, `stream`, `request`. */
    targetType: asciiVarchar('target_type', 30).notNull(),
    targetId: varchar('target_id', { length: 255 }).notNull(),
    reason: text('reason'),
    outcome: asciiVarchar('outcome', 30).notNull(),
    /** Canonical JSON text: what is hashed is what is stored. */
    details: text('details').notNull(),
    prevHash: asciiChar('prev_hash', 64).notNull(),
    hash: asciiChar('hash', 64).notNull(),
  },
  (table) => [
    // what was done to one thing
    index('audit_log_target').on(table.targetType, table.targetId, table.seq),
    // what one person did
    index('audit_log_actor').on(table.actor, table.seq),
  ],
);
