import type { Connection } from 'mysql2/promise';
import type { AdminOptions } from '../admin-connection.ts';
import { toDatabaseError } from '../to-database-error.ts';
import { assertTableDefaults, createDatabase } from './database-collation.ts';
import { findLedgerFault } from './find-ledger-fault.ts';
import { createLedger, readLedger, recordApplied, recordHash, recordStarted, recordStatement } from './ledger.ts';
import { MigrationError } from './migration-error.ts';
import { MIGRATIONS_DIRECTORY, type Migration, readMigrations } from './read-migrations.ts';
import { DEFAULT_LOCK_TIMEOUT_SECONDS, withMigrationLock } from './with-migration-lock.ts';

export interface MigrateOptions extends AdminOptions {
  /** Where the journal and the files are; the repository's own by default. */
  readonly directory?: string;
  /** How long to wait for another migration job (120 s). */
  readonly lockTimeoutSeconds?: number;
  readonly onProgress?: (line: string) => void;
}

export interface MigrationReport {
  /** The tags that this call applied. */
  readonly applied: readonly string[];
  /** How many migrations the database has now. */
  readonly total: number;
}

/**
 * Creates the database if need be and applies what is not applied yet, under a lock: any number of jobs may call it at
 * once. A migration that failed half-way is continued at the statement that failed.
 * Throws `MigrationError`, and `DatabaseError` when the server cannot be reached.
 */
export async function migrate(options: MigrateOptions): Promise<MigrationReport> {
  const { directory = MIGRATIONS_DIRECTORY, lockTimeoutSeconds = DEFAULT_LOCK_TIMEOUT_SECONDS } = options;
  const migrations = await readMigrations(directory);
  return withMigrationLock(options, lockTimeoutSeconds, (connection) => applyPending(connection, options, migrations));
}

/** The same for a caller that holds the lock. */
export async function applyPending(
  connection: Connection,
  options: Pick<MigrateOptions, 'database' | 'onProgress'>,
  migrations: readonly Migration[],
): Promise<MigrationReport> {
  await createDatabase(connection, options.database);
  await createLedger(connection);
  const ledger = await readLedger(connection);
  const fault = findLedgerFault(migrations, ledger);
  if (fault !== undefined) throw fault;

  const applied: string[] = [];
  for (const migration of migrations) {
    const entry = ledger[migration.index];
    if (entry?.appliedAt !== undefined) continue;
    if (entry === undefined) await recordStarted(connection, migration);
    else await recordHash(connection, migration);
    await runStatements(connection, migration, entry?.statementsDone ?? 0);
    await recordApplied(connection, migration);
    applied.push(migration.tag);
    options.onProgress?.(`applied ${migration.tag} (${migration.statements.length} statements)`);
  }
  await assertComplete(connection, migrations);
  await assertTableDefaults(connection, options.database);
  return { applied, total: migrations.length };
}

async function runStatements(connection: Connection, migration: Migration, done: number): Promise<void> {
  for (const [index, statement] of migration.statements.entries()) {
    if (index < done) continue;
    try {
      await connection.query(statement);
    } catch (error) {
      const cause = toDatabaseError(error);
      const place = `${migration.tag}, statement ${index + 1} of ${migration.statements.length}`;
      const reason = cause.cause instanceof Error ? cause.cause.message : cause.message;
      throw new MigrationError('statement_failed', `${place}: ${reason}. The next run continues there.`, { cause });
    }
    // If the process dies right here, the next run repeats the statement and says that its table or index exists.
    await recordStatement(connection, migration, index + 1);
  }
}

async function assertComplete(connection: Connection, migrations: readonly Migration[]): Promise<void> {
  const ledger = await readLedger(connection);
  const finished = ledger.filter(({ appliedAt }) => appliedAt !== undefined).length;
  if (finished !== migrations.length) {
    throw new MigrationError('wrong_result', `${finished} of ${migrations.length} migrations are applied afterwards`);
  }
}
