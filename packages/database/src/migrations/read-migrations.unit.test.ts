import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MIGRATIONS_DIRECTORY, readMigrations } from './read-migrations.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ballast-migrations-'));
  await mkdir(join(directory, 'meta'));
});

afterEach(() => rm(directory, { recursive: true }));

async function writeJournal(tags: readonly string[]): Promise<void> {
  const entries = tags.map((tag, idx) => ({ idx, tag, when: idx }));
  await writeFile(join(directory, 'meta', '_journal.json'), JSON.stringify({ entries }));
}

test('files come in the journal’s order, with their statements', async () => {
  await writeJournal(['0000_b', '0001_a']);
  await writeFile(
    join(directory, '0000_b.sql'),
    'CREATE TABLE b (i int);--> statement-breakpoint\nCREATE TABLE c (i int);\n',
  );
  await writeFile(join(directory, '0001_a.sql'), 'CREATE TABLE a (i int);');
  const migrations = await readMigrations(directory);
  expect(migrations.map(({ tag, statements }) => [tag, statements])).toEqual([
    ['0000_b', ['CREATE TABLE b (i int);', 'CREATE TABLE c (i int);']],
    ['0001_a', ['CREATE TABLE a (i int);']],
  ]);
});

test('one changed letter changes the hash', async () => {
  await writeJournal(['0000_a']);
  await writeFile(join(directory, '0000_a.sql'), 'CREATE TABLE a (i int);');
  const [before] = await readMigrations(directory);
  await writeFile(join(directory, '0000_a.sql'), 'CREATE TABLE a (j int);');
  const [after] = await readMigrations(directory);
  expect(after?.hash).not.toBe(before?.hash);
});

test('a journal that is missing, broken, empty or out of order is said to be so', async () => {
  await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'journal_unreadable' });
  const path = join(directory, 'meta', '_journal.json');
  for (const text of ['{', 'null', '{"entries":[]}', '{"entries":[{"idx":1,"tag":"0001_a"}]}']) {
    await writeFile(path, text);
    await expect(readMigrations(directory)).rejects.toMatchObject({ code: 'journal_unreadable' });
  }
});

test('a file that is missing is named', async () => {
  await writeJournal(['0000_a']);
  const error = expect.objectContaining({ code: 'file_missing', message: expect.stringContaining('0000_a.sql') });
  await expect(readMigrations(directory)).rejects.toEqual(error);
});

test('a file that the journal does not name is named', async () => {
  await writeJournal(['0000_a']);
  await writeFile(join(directory, '0000_a.sql'), 'SELECT 1');
  await writeFile(join(directory, '0001_by_hand.sql'), 'SELECT 1');
  const error = expect.objectContaining({
    code: 'file_unlisted',
    message: expect.stringContaining('0001_by_hand.sql'),
  });
  await expect(readMigrations(directory)).rejects.toEqual(error);
});

test('the repository’s own migrations can be read', async () => {
  expect((await readMigrations(MIGRATIONS_DIRECTORY)).length).toBeGreaterThan(0);
});
