import { applyPending, type MigrateOptions, type MigrationReport } from './migrate.ts';
import { MigrationError } from './migration-error.ts';
import { MIGRATIONS_DIRECTORY, readMigrations } from './read-migrations.ts';
import { DEFAULT_LOCK_TIMEOUT_SECONDS, withMigrationLock } from './with-migration-lock.ts';

/**
 * Drops the database with everything in it and makes it anew, empty and migrated. Refuses where `NODE_ENV` is
 * `production`, unless forced. Throws `MigrationError`, `DatabaseError`.
 */
export async function resetDatabase(options: MigrateOptions & { readonly force?: boolean }): Promise<MigrationReport> {
  if (process.env.NODE_ENV === 'production' && options.force !== true) {
    throw new MigrationError('refused', `${options.database} is not reset while NODE_ENV is production`);
  }
  const { directory = MIGRATIONS_DIRECTORY, lockTimeoutSeconds = DEFAULT_LOCK_TIMEOUT_SECONDS } = options;
  // Before anything is dropped: files that cannot be read would leave nothing behind.
  const migrations = await readMigrations(directory);
  return withMigrationLock(options, lockTimeoutSeconds, async (connection) => {
    await connection.query(`DROP DATABASE IF EXISTS ${connection.escapeId(options.database)}`);
    return applyPending(connection, options, migrations);
  });
}
