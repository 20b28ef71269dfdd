import type { Connection, RowDataPacket } from 'mysql2/promise';
import { type AdminOptions, withAdminConnection } from '../admin-connection.ts';
import { findLedgerFault } from './find-ledger-fault.ts';
import { readLedger } from './ledger.ts';
import type { MigrationError } from './migration-error.ts';
import { MIGRATIONS_DIRECTORY, readMigrations } from './read-migrations.ts';

export interface MigrationState {
  readonly tag: string;
  /** `partial` stopped half-way and is continued by the next run. */
  readonly state: 'applied' | 'partial' | 'pending';
  readonly appliedAt: Date | undefined;
}

export interface MigrationStatus {
  readonly migrations: readonly MigrationState[];
  /** What would keep `migrate` from applying anything. */
  readonly fault: MigrationError | undefined;
  readonly isCurrent: boolean;
}

/** Reads, and changes nothing. Throws `MigrationError`, `DatabaseError`. */
export async function migrationStatus(
  options: AdminOptions & { readonly directory?: string },
): Promise<MigrationStatus> {
  const files = await readMigrations(options.directory ?? MIGRATIONS_DIRECTORY);
  const ledger = await withAdminConnection(options, async (connection) => {
    if (!(await databaseExists(connection, options.database))) return [];
    await connection.query(`USE ${connection.escapeId(options.database)}`);
    return readLedger(connection);
  });
  const migrations = files.map(({ index, tag }): MigrationState => {
    const entry = ledger.find((candidate) => candidate.index === index);
    if (entry === undefined) return { tag, state: 'pending', appliedAt: undefined };
    return { tag, state: entry.appliedAt === undefined ? 'partial' : 'applied', appliedAt: entry.appliedAt };
  });
  const fault = findLedgerFault(files, ledger);
  const isCurrent = fault === undefined && migrations.every(({ state }) => state === 'applied');
  return { migrations, fault, isCurrent };
}

async function databaseExists(connection: Connection, database: string): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT 1 FROM information_schema.schemata WHERE schema_name = ?',
    [database],
  );
  return rows.length > 0;
}
