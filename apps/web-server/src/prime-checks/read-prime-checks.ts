import type { Database } from '@ballast/database';
import { DELIVERY_JOIN, type PrimeCheckRow, ROW_COLUMNS } from './prime-check-row.ts';

/** Reads requests by id; ids without a row are missing from the answer. */
export async function readPrimeChecks(db: Database, ids: readonly string[]): Promise<PrimeCheckRow[]> {
  if (ids.length === 0) return [];
  const [rows] = await db.withConnection((connection) =>
    connection.query<PrimeCheckRow[]>(
      `SELECT ${ROW_COLUMNS} FROM prime_checks AS c ${DELIVERY_JOIN} WHERE c.id IN (?)`,
      [ids],
    ),
  );
  return rows;
}

export async function readPrimeCheck(db: Database, id: string): Promise<PrimeCheckRow | undefined> {
  return (await readPrimeChecks(db, [id]))[0];
}

/** Reads what changed at or after a time, oldest change first. Served by the index on `updated_at`. */
export async function readChangedSince(db: Database, since: Date, limit: number): Promise<PrimeCheckRow[]> {
  const [rows] = await db.withConnection((connection) =>
    connection.query<PrimeCheckRow[]>(
      `SELECT ${ROW_COLUMNS} FROM prime_checks AS c ${DELIVERY_JOIN}
     WHERE c.updated_at >= ? ORDER BY c.updated_at, c.id LIMIT ?`,
      [since, limit],
    ),
  );
  return rows;
}
