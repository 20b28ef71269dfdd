import { sql } from 'drizzle-orm';
import { datetime } from 'drizzle-orm/mysql-core';

/** A point in time in UTC, to the millisecond. Sessions run at '+00:00', so the server's own clock writes UTC as well. */
export function timeColumn(name: string) {
  return datetime(name, { mode: 'date', fsp: 3 });
}

/** When the row was inserted. */
export function createdAtColumn(name = 'created_at') {
  return timeColumn(name).notNull().default(sql`CURRENT_TIMESTAMP(3)`);
}

/** When the row last changed. The server keeps it, so that no UPDATE can forget it. */
export function updatedAtColumn(name = 'updated_at') {
  return timeColumn(name).notNull().default(sql`CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)`);
}
