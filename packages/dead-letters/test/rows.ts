import type { Database, RowDataPacket } from '@ballast/database';

export async function rows(db: Database, sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  const [found] = await db.pool.query<RowDataPacket[]>(sql, values);
  return found;
}

/** How many rows there are for each value of a column. */
export async function countBy(db: Database, table: string, column: string): Promise<Record<string, number>> {
  const found = await rows(db, `SELECT ${column} AS name, COUNT(*) AS n FROM ${table} GROUP BY ${column}`);
  return Object.fromEntries(found.map(({ name, n }) => [String(name), Number(n)]));
}

/** Everything that a test of redrives leaves behind. */
export async function emptyTables(db: Database): Promise<void> {
  for (const table of [
    'redrive_job_items',
    'redrive_jobs',
    'dead_letter_messages',
    'outbox',
    'prime_checks',
    'email_deliveries',
    'ledger_counters',
    'dlq_switches',
    'dlq_rules',
  ]) {
    await db.pool.query(`DELETE FROM ${table}`);
  }
}
