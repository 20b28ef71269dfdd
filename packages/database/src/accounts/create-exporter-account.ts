import type { AdminOptions } from '../admin-connection.ts';
import { DEFAULT_LOCK_TIMEOUT_SECONDS, withMigrationLock } from '../migrations/with-migration-lock.ts';
import { createAccount } from './create-accounts.ts';

export const EXPORTER_ACCOUNT = 'ballast_mysql_exporter';

/**
 * Makes the account with which a MySQL exporter logs in, or gives the one that is there this password. It is granted nothing at
 * all: anybody who may log in may ask for the server's status and variables, and no table concerns it.
 */
export async function createExporterAccount(
  options: AdminOptions,
  password: string,
  name: string = EXPORTER_ACCOUNT,
): Promise<void> {
  await withMigrationLock(options, DEFAULT_LOCK_TIMEOUT_SECONDS, (connection) =>
    createAccount(connection, name, password),
  );
}
