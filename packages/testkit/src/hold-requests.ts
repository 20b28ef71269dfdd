import type { Database } from '@ballast/database';

/** MariaDB makes a join of a list of a thousand, which reads the whole table, and locks all that it reads. */
const ROWS_A_STATEMENT = 500;

/**
 * Locks these requests, so that whoever would decide them waits until the answer is called: a test stops a process at the
 * place it means, however fast that one is and however late the test looks.
 */
export async function holdRequests(db: Database, ids: readonly string[]): Promise<() => Promise<void>> {
  const connection = await db.pool.getConnection();
  await connection.query('START TRANSACTION');
  const sql = 'SELECT id FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE';
  for (let first = 0; first < ids.length; first += ROWS_A_STATEMENT) {
    await connection.query(sql, [ids.slice(first, first + ROWS_A_STATEMENT)]);
  }
  return async () => {
    await connection.query('ROLLBACK');
    connection.release();
  };
}
