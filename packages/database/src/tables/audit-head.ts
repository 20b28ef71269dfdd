import { bigint, int, mysqlTable } from 'drizzle-orm/mysql-core';
import { asciiChar } from '../columns/ascii.ts';
import { updatedAtColumn } from '../columns/time.ts';

/** The end of the chain: one row, locked by whoever adds to the log. */
export const auditHead = mysqlTable('audit_head', {
  id: int('id').primaryKey(),
  seq: bigint('seq', { mode: 'number', unsigned: true }).notNull(),
  hash: asciiChar('hash', 64).notNull(),
  updatedAt: updatedAtColumn(),
});
