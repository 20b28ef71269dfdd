import type { LedgerEntry } from './ledger.ts';
import { MigrationError } from './migration-error.ts';
import type { Migration } from './read-migrations.ts';

/**
 * Compares what is applied with what the files say now. Returns the first thing that is wrong, or `undefined` when the
 * files continue exactly what the database has.
 */
export function findLedgerFault(
  migrations: readonly Migration[],
  ledger: readonly LedgerEntry[],
): MigrationError | undefined {
  for (const [position, entry] of ledger.entries()) {
    const migration = migrations[entry.index];
    if (migration === undefined || (migration.tag !== entry.tag && !migrations.some(({ tag }) => tag === entry.tag))) {
      return new MigrationError(
        'unknown_applied',
        `The database has migration ${entry.tag}, which is not among the files: this code is older than the database`,
      );
    }
    if (entry.index !== position || migration.tag !== entry.tag) {
      return new MigrationError(
        'out_of_order',
        `Migration ${migrations[position]?.tag ?? migration.tag} stands before ${entry.tag}, which is applied already: generate it again so that it comes last`,
      );
    }
    if (migration.hash !== entry.hash && entry.appliedAt !== undefined) {
      return new MigrationError(
        'file_edited',
        `Migration ${entry.tag} was changed after it was applied: put the file back and write a new migration`,
      );
    }
    if (entry.appliedAt === undefined && position < ledger.length - 1) {
      return new MigrationError('out_of_order', `Migration ${entry.tag} is not finished, and a later one is applied`);
    }
  }
  return undefined;
}
