import type { Database } from '@ballast/database';

/**
 * Locks these requests, so that whoever would decide them waits until the answer is called: a test stops a process at the
 * place it means, however fast that one is and however late the test looks.
 */
export async function holdRequests(db: Database, ids: readonly string[]): Promise<() => Promise<void>> {
  const connection = await db.pool.getConnection();
  await connection.query('START TRANSACTION');
  const sql = 'SELECT id FROM prime_checks FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id FOR UPDATE';
  await connection.query(sql, [ids]);
  return async () => {
    await connection.query('ROLLBACK');
    connection.release();
  };
}
