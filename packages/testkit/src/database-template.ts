import { migrate, withAdminConnection } from '@ballast/database';

/** Where a server is, and an account there that may do everything. */
export interface AdminServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** A migrated database of the server, and the statements that make another like it. */
export interface DatabaseTemplate {
  readonly database: string;
  readonly statements: readonly string[];
}

type Row = Record<string, string>;

/**
 * Migrates a database once, for all that are copied from it: a copy is one statement a table, where migrating is
 * several, each with its entry in the ledger. The database has to stay: the rows are copied from it.
 */
export async function makeDatabaseTemplate(server: AdminServer, database: string): Promise<DatabaseTemplate> {
  await migrate({ ...server, database });
  return withAdminConnection({ ...server, database }, async (connection) => {
    const read = async (sql: string) => (await connection.query(sql))[0] as Row[];
    const name = connection.escapeId(database);
    const [created] = await read(`SHOW CREATE DATABASE ${name}`);
    await read(`USE ${name}`);
    const statements = [`${created?.['Create Database']}`, `USE ${name}`].map((sql) => sql.replace(name, '??'));
    // A table may name another that comes after it.
    statements.push('SET SESSION foreign_key_checks = 0');
    const rows: string[] = [];
    for (const { table = '' } of await read(
      'SELECT table_name AS `table` FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1',
    )) {
      const id = connection.escapeId(table);
      const [shown] = await read(`SHOW CREATE TABLE ${id}`);
      statements.push(`${shown?.['Create Table']}`);
      const [first] = await read(`SELECT 1 FROM ${id} LIMIT 1`);
      if (first !== undefined) rows.push(`INSERT INTO ${id} SELECT * FROM ${name}.${id}`);
    }
    return { database, statements: [...statements, ...rows] };
  });
}

/** Makes a database like the template, on its server. */
export async function copyDatabaseTemplate(
  server: AdminServer,
  template: DatabaseTemplate,
  database: string,
): Promise<void> {
  await withAdminConnection({ ...server, database }, async (connection) => {
    const name = connection.escapeId(database);
    const [create = '', use = '', ...rest] = template.statements;
    for (const sql of [create, use]) await connection.query(sql.replace('??', name));
    for (const sql of rest) await connection.query(sql);
  });
}

/** Drops the template's own database. */
export async function dropDatabaseTemplate(server: AdminServer, { database }: DatabaseTemplate): Promise<void> {
  await withAdminConnection({ ...server, database }, (connection) =>
    connection.query('DROP DATABASE IF EXISTS ??', [database]),
  );
}
