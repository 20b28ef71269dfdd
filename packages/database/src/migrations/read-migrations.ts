import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { MigrationError } from './migration-error.ts';

/** The repository's own migrations. */
export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('../../../../migrations', import.meta.url));

export interface Migration {
  /** Its place in the journal, from 0. */
  readonly index: number;
  /** The file's name without `.sql`. */
  readonly tag: string;
  /** SHA-256 of the file, in hexadecimal. */
  readonly hash: string;
  readonly statements: readonly string[];
}

/**
 * Reads the journal that drizzle-kit keeps and the files it names, in its order.
 * Throws `MigrationError`: `journal_unreadable`, `file_missing`, `file_unlisted`.
 */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const tags = await readJournal(directory);
  const migrations = await Promise.all(tags.map((tag, index) => readMigration(directory, tag, index)));

  const listed = new Set(tags.map((tag) => `${tag}.sql`));
  const unlisted = (await readdir(directory)).filter((name) => name.endsWith('.sql') && !listed.has(name));
  if (unlisted.length > 0) {
    throw new MigrationError(
      'file_unlisted',
      `${directory} holds ${unlisted.join(', ')}, which the journal does not name: make migrations with db:generate`,
    );
  }
  return migrations;
}

async function readJournal(directory: string): Promise<string[]> {
  const path = `${directory}/meta/_journal.json`;
  let journal: unknown;
  try {
    journal = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new MigrationError('journal_unreadable', `The journal ${path} cannot be read`, { cause });
  }
  const entries = (journal as { entries?: unknown } | null)?.entries;
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new MigrationError('journal_unreadable', `The journal ${path} lists no migrations`);
  }
  return entries.map((entry: { idx?: unknown; tag?: unknown }, index) => {
    if (typeof entry.tag !== 'string' || entry.idx !== index) {
      throw new MigrationError('journal_unreadable', `Entry ${index} of the journal ${path} is not in order`);
    }
    return entry.tag;
  });
}

async function readMigration(directory: string, tag: string, index: number): Promise<Migration> {
  const path = `${directory}/${tag}.sql`;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new MigrationError('file_missing', `The journal names ${path}, which cannot be read`, { cause });
  }
  return {
    index,
    tag,
    hash: createHash('sha256').update(text).digest('hex'),
    statements: text
      .split('--> statement-breakpoint')
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ''),
  };
}
