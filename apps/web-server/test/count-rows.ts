import type { Database, RowDataPacket } from '@ballast/database';

/** How many rows of a table fit a condition. */
export async function countRows(db: Database, table: string, where = 'TRUE', ...values: unknown[]): Promise<number> {
  const [rows] = await db.pool.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${table} WHERE ${where}`, values);
  return Number(rows[0]?.n);
}

/** How many requests the ledger has counted as accepted. */
export async function countAccepted(db: Database): Promise<number> {
  const [[row]] = await db.pool.query<RowDataPacket[]>(
    "SELECT SUM(value) AS sum FROM ledger_counters WHERE ledger = 'requests' AND name = 'accepted'",
  );
  return Number(row?.sum ?? 0);
}
