import { type Database, migrate, openDatabase } from '@ballast/database';
import { expect, onTestFinished, test } from 'vitest';
import { createNamespace } from './namespace.ts';
import { createTestDatabase } from './test-database.ts';
import { testServers } from './test-servers.ts';

/** What the server says of a database, each view with the column that names it. */
const VIEWS = {
  schemata: 'schema_name',
  tables: 'table_schema',
  columns: 'table_schema',
  statistics: 'table_schema',
  table_constraints: 'table_schema',
  check_constraints: 'constraint_schema',
  key_column_usage: 'table_schema',
  referential_constraints: 'constraint_schema',
  views: 'table_schema',
  triggers: 'trigger_schema',
  routines: 'routine_schema',
  events: 'event_schema',
  partitions: 'table_schema',
};

/** Estimates of how much is in a table, and when it was made. */
const PASSING =
  /^(create_time|update_time|cardinality|(table|max|avg|index|data|temporary)_(rows|length|free|row_length|data_length|index_length)|avg_row_length|auto_increment)$/iu;

/** MySQL prints a column's character set beside its collation, which implies it, where a statement named both. */
const IMPLIED = / CHARACTER SET \w+(?= COLLATE )/gu;

type Row = Record<string, unknown>;

async function read(db: Database, sql: string, values: string[] = []): Promise<Row[]> {
  return (await db.pool.query(sql, values))[0] as Row[];
}

/** All that makes up a database: its structure, and its rows but for the time when they were written. */
async function describe(db: Database, database: string): Promise<Record<string, string[]>> {
  const whole: Record<string, string[]> = {};
  const keep = (name: string, rows: readonly Row[]) => {
    const lines = rows.map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !PASSING.test(column))));
    whole[name] = lines.map((line) => line.replaceAll(database, 'DATABASE').replaceAll(IMPLIED, '')).sort();
  };
  for (const [view, column] of Object.entries(VIEWS)) {
    keep(view, await read(db, `SELECT * FROM information_schema.${view} WHERE ${column} = ?`, [database]));
  }
  const tables = await read(db, 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?', [
    database,
  ]);
  for (const name of tables.map((table) => String(table.name))) {
    keep(`${name} as created`, await read(db, 'SHOW CREATE TABLE ??', [name]));
    const rows = await read(db, 'SELECT * FROM ??', [name]);
    keep(
      `${name}'s rows`,
      rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value instanceof Date ? 'a time' : value])),
      ),
    );
  }
  return whole;
}

test('a test database is in everything what migrating makes', async () => {
  const copied = await createTestDatabase();
  onTestFinished(() => copied.drop());
  const options = { ...testServers().mysql, database: createNamespace() };
  await migrate(options);
  const migrated = await openDatabase(options);
  onTestFinished(async () => {
    await migrated.pool.query('DROP DATABASE ??', [options.database]);
    await migrated.close();
  });

  const expected = await describe(migrated, options.database);
  expect(await describe(copied.db, copied.options.database)).toEqual(expected);
  expect(expected.tables?.length).toBeGreaterThan(20);
  expect(expected["schema_migrations's rows"]?.length).toBeGreaterThan(3);
  expect((await migrate(copied.options)).applied).toEqual([]);
});
