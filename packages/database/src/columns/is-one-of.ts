import { type SQL, sql } from 'drizzle-orm';
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core';

/** `column IN ('a', 'b')` for a CHECK constraint. The words are constants of ours, so they stand in the text as they are. */
export function isOneOf(column: AnyMySqlColumn, choices: readonly string[]): SQL {
  return sql`${column} IN (${sql.raw(choices.map((choice) => `'${choice}'`).join(', '))})`;
}
