import type { Connection } from 'mysql2/promise';
import type { AdminOptions } from '../admin-connection.ts';
import { DEFAULT_LOCK_TIMEOUT_SECONDS, withMigrationLock } from '../migrations/with-migration-lock.ts';
import { AccountError } from './account-error.ts';
import { grantExactly } from './grant-exactly.ts';
import { accountName, PROCESS_GRANTS, PROCESS_NAMES, type ProcessName } from './process-grants.ts';

export type AccountPasswords = Readonly<Partial<Record<ProcessName, string>>>;

export interface AccountOptions extends AdminOptions {
  /** What account names begin with (`ballast_`). */
  readonly prefix?: string;
  readonly onProgress?: (line: string) => void;
}

/**
 * Makes an account for each process whose password is given, or gives the one that is there this password, and grants
 * it on the database exactly what `PROCESS_GRANTS` says: what is missing is granted first, then what is too much is
 * revoked, so that a running process never lacks anything. Run it after `migrate`. Idempotent; any number of jobs may call it.
 * Throws `AccountError`, `DatabaseError`, and `MigrationError` `locked`.
 */
export async function createAccounts(options: AccountOptions, passwords: AccountPasswords): Promise<readonly string[]> {
  return withMigrationLock(options, DEFAULT_LOCK_TIMEOUT_SECONDS, async (connection) => {
    const names: string[] = [];
    for (const process of PROCESS_NAMES) {
      const password = passwords[process];
      if (password === undefined) continue;
      const name = accountName(process, options.prefix);
      await createAccount(connection, name, password);
      const { granted, revoked } = await grantExactly(connection, name, options.database, PROCESS_GRANTS[process]);
      options.onProgress?.(`account ${name}: ${granted} privileges granted, ${revoked} revoked`);
      names.push(name);
    }
    return names;
  });
}

/** @throws AccountError `empty_password`. */
export async function createAccount(connection: Connection, name: string, password: string): Promise<void> {
  if (password === '') throw new AccountError('empty_password', `The account ${name} must not have an empty password`);
  // Account statements cannot be prepared; the driver quotes both values.
  await connection.query(`CREATE USER IF NOT EXISTS ?@'%' IDENTIFIED BY ?`, [name, password]);
  await connection.query(`ALTER USER ?@'%' IDENTIFIED BY ?`, [name, password]);
}
