import { readdir, readFile } from 'node:fs/promises';
import { type DrizzleMySQLSnapshotJSON, generateMySQLDrizzleJson, generateMySQLMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import { MIGRATIONS_DIRECTORY } from '../migrations/read-migrations.ts';

async function importTables(): Promise<Record<string, unknown>> {
  const files = (await readdir(import.meta.dirname)).filter((name) => !name.includes('.test.'));
  const modules = await Promise.all(files.map((name) => import(`./${name.slice(0, -'.ts'.length)}.ts`)));
  return Object.assign({}, ...modules);
}

async function readLastSnapshot(): Promise<DrizzleMySQLSnapshotJSON> {
  const files = (await readdir(`${MIGRATIONS_DIRECTORY}/meta`)).filter((name) => name.endsWith('_snapshot.json'));
  return JSON.parse(await readFile(`${MIGRATIONS_DIRECTORY}/meta/${files.toSorted().at(-1)}`, 'utf8'));
}

test('a change of the tables has its migration: db:generate would write nothing', async () => {
  const [snapshot, current] = await Promise.all([
    readLastSnapshot(),
    importTables().then((tables) => generateMySQLDrizzleJson(tables)),
  ]);
  expect(Object.keys(current.tables).length).toBeGreaterThan(0);
  expect(await generateMySQLMigration(snapshot, current)).toEqual([]);
}, 30_000);
