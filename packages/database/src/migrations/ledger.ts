import type { Connection, RowDataPacket } from 'mysql2/promise';
import { ERRNO } from '../error-numbers.ts';
import { toDatabaseError } from '../to-database-error.ts';
import type { Migration } from './read-migrations.ts';

/** One migration as the database remembers it. */
export interface LedgerEntry {
  readonly index: number;
  readonly tag: string;
  readonly hash: string;
  /** DDL commits by itself, so a migration can stop half-way: this many of its statements are in. */
  readonly statementsDone: number;
  /** `undefined` while it is not finished. */
  readonly appliedAt: Date | undefined;
}

const CREATE = `CREATE TABLE IF NOT EXISTS schema_migrations (
  idx int NOT NULL PRIMARY KEY,
  tag varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  statements_done int NOT NULL,
  started_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  applied_at datetime(3)
)`;

export async function createLedger(connection: Connection): Promise<void> {
  await connection.query(CREATE);
}

/** What was applied, in order; nothing when the database has no ledger yet. */
export async function readLedger(connection: Connection): Promise<LedgerEntry[]> {
  try {
    const [rows] = await connection.query<RowDataPacket[]>(
      'SELECT idx, tag, hash, statements_done, applied_at FROM schema_migrations ORDER BY idx',
    );
    return rows.map((row) => ({
      index: row.idx,
      tag: row.tag,
      hash: row.hash,
      statementsDone: row.statements_done,
      appliedAt: row.applied_at ?? undefined,
    }));
  } catch (error) {
    if (toDatabaseError(error).errno === ERRNO.noSuchTable) return [];
    throw error;
  }
}

export async function recordStarted(connection: Connection, migration: Migration): Promise<void> {
  await connection.query('INSERT INTO schema_migrations (idx, tag, hash, statements_done) VALUES (?, ?, ?, 0)', [
    migration.index,
    migration.tag,
    migration.hash,
  ]);
}

/** A migration that stopped half-way may be corrected in its remaining statements: what counts is what was run. */
export async function recordHash(connection: Connection, migration: Migration): Promise<void> {
  await connection.query('UPDATE schema_migrations SET hash = ? WHERE idx = ?', [migration.hash, migration.index]);
}

export async function recordStatement(connection: Connection, migration: Migration, done: number): Promise<void> {
  await connection.query('UPDATE schema_migrations SET statements_done = ? WHERE idx = ?', [done, migration.index]);
}

export async function recordApplied(connection: Connection, migration: Migration): Promise<void> {
  await connection.query('UPDATE schema_migrations SET applied_at = CURRENT_TIMESTAMP(3) WHERE idx = ?', [
    migration.index,
  ]);
}
