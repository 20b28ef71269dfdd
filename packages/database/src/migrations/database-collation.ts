import type { Connection, RowDataPacket } from 'mysql2/promise';
import { MigrationError } from './migration-error.ts';

// drizzle-kit writes neither engine nor collation, so both come from defaults that are set here and checked afterwards:
// MySQL's own default collation (utf8mb4_0900_ai_ci) is unknown to MariaDB.
const COLLATION = 'utf8mb4_unicode_ci';

/** Creates the database if it is not there, gives it our collation, and makes it the connection's own. */
export async function createDatabase(connection: Connection, database: string): Promise<void> {
  const name = connection.escapeId(database);
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE ${COLLATION}`);
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT default_collation_name AS collation FROM information_schema.schemata WHERE schema_name = ?',
    [database],
  );
  // Only when it differs: the statement waits for everyone who uses the database.
  if (rows[0]?.collation !== COLLATION) {
    await connection.query(`ALTER DATABASE ${name} CHARACTER SET utf8mb4 COLLATE ${COLLATION}`);
  }
  await connection.query(`USE ${name}`);
}

/** Throws `MigrationError` `wrong_result` when a table has another engine or collation. */
export async function assertTableDefaults(connection: Connection, database: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT table_name AS name, engine AS engine, table_collation AS collation FROM information_schema.tables
      WHERE table_schema = ? AND table_type = 'BASE TABLE' AND (engine <> 'InnoDB' OR table_collation <> ?)`,
    [database, COLLATION],
  );
  const wrong = rows.map(({ name, engine, collation }) => `${name} (${engine}, ${collation})`);
  if (wrong.length > 0) {
    throw new MigrationError('wrong_result', `Tables that are not InnoDB and ${COLLATION}: ${wrong.join(', ')}`);
  }
}
