import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { TableGrants } from './process-grants.ts';

interface Held {
  /** What REVOKE and GRANT put after ON. */
  readonly target: string;
  readonly privilege: string;
}

/**
 * Brings an account's privileges on a database, and on the server as a whole, to exactly `grants`. Its privileges on
 * other databases are theirs. Missing ones are granted before any is revoked.
 */
export async function grantExactly(
  connection: Connection,
  account: string,
  database: string,
  grants: TableGrants,
): Promise<{ granted: number; revoked: number }> {
  const wanted = Object.entries(grants).flatMap(([table, privileges]) =>
    privileges.map((privilege): Held => ({ target: tableTarget(connection, database, table), privilege })),
  );
  const held = await readHeld(connection, account, database);
  const missing = wanted.filter((one) => !held.some((other) => isSame(one, other)));
  const tooMuch = held.filter((one) => !wanted.some((other) => isSame(one, other)));

  for (const { target, privilege } of missing) {
    await connection.query(`GRANT ${privilege} ON ${target} TO ?@'%'`, [account]);
  }
  for (const { target, privilege } of tooMuch) {
    await connection.query(`REVOKE ${privilege} ON ${target} FROM ?@'%'`, [account]);
  }
  return { granted: missing.length, revoked: tooMuch.length };
}

function isSame(one: Held, other: Held): boolean {
  return one.target === other.target && one.privilege === other.privilege;
}

function tableTarget(connection: Connection, database: string, table: string): string {
  return `${connection.escapeId(database)}.${connection.escapeId(table)}`;
}

const TABLE =
  'SELECT table_name AS name, privilege_type AS privilege, is_grantable AS grantable FROM information_schema.table_privileges WHERE grantee = ? AND table_schema = ?';
const DATABASE =
  'SELECT table_schema AS name, privilege_type AS privilege, is_grantable AS grantable FROM information_schema.schema_privileges WHERE grantee = ? AND table_schema IN (?, ?)';
const SERVER = `SELECT privilege_type AS privilege, is_grantable AS grantable FROM information_schema.user_privileges WHERE grantee = ? AND privilege_type <> 'USAGE'`;

async function readHeld(connection: Connection, account: string, database: string): Promise<Held[]> {
  const grantee = `'${account}'@'%'`;
  const read = async (sql: string, ...values: string[]) => {
    const [rows] = await connection.query<RowDataPacket[]>(sql, [grantee, ...values]);
    return rows as { name: string; privilege: string; grantable: string }[];
  };
  const onTables = await read(TABLE, database);
  // A grant on a database may have been written with its underscores escaped, since they are wildcards there.
  const onDatabase = await read(DATABASE, database, database.replaceAll('_', '\\_'));
  const onServer = await read(SERVER);
  return withGrantOptions([
    ...onTables.map((row) => ({ ...row, target: tableTarget(connection, database, row.name) })),
    ...onDatabase.map((row) => ({ ...row, target: `${connection.escapeId(row.name)}.*` })),
    ...onServer.map((row) => ({ ...row, target: '*.*' })),
  ]);
}

/** The right to pass privileges on is one privilege a target, which each of the target's rows tells again. It goes first. */
function withGrantOptions(rows: readonly (Held & { grantable: string })[]): Held[] {
  const grantable = new Set(rows.filter((row) => row.grantable === 'YES').map(({ target }) => target));
  return [
    ...Array.from(grantable, (target) => ({ target, privilege: 'GRANT OPTION' })),
    ...rows.map(({ target, privilege }) => ({ target, privilege })),
  ];
}
