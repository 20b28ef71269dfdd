import { createHash } from 'node:crypto';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { type AdminOptions, withAdminConnection } from '../admin-connection.ts';
import { MigrationError } from './migration-error.ts';

export const DEFAULT_LOCK_TIMEOUT_SECONDS = 120;

/**
 * Runs `fn` while holding the server's lock for this database, on the connection that holds it: it ends with the
 * connection, however that ends. Throws `MigrationError` `locked` when another job holds it for too long.
 */
export async function withMigrationLock<T>(
  options: AdminOptions,
  timeoutSeconds: number,
  fn: (connection: Connection) => Promise<T>,
): Promise<T> {
  return withAdminConnection(options, async (connection) => {
    const [rows] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS locked', [
      lockName(options.database),
      timeoutSeconds,
    ]);
    if (Number(rows[0]?.locked) !== 1) {
      throw new MigrationError(
        'locked',
        `Another migration of ${options.database} is under way and did not end in ${timeoutSeconds} s`,
      );
    }
    return fn(connection);
  });
}

// Locks are the whole server's, and a name has at most 64 characters.
function lockName(database: string): string {
  return `ballast_migrate_${createHash('sha256').update(database).digest('hex').slice(0, 32)}`;
}
