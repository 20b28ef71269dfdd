import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { say } from './say.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

function readJournal(): Promise<string> {
  return readFile(`${ROOT}migrations/meta/_journal.json`, 'utf8');
}

export async function generate(name: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name for a migration: use snake_case`);
  const before = await readJournal();
  const drizzleKit = spawn(`${ROOT}node_modules/.bin/drizzle-kit`, ['generate', '--name', name], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const [exitCode] = await once(drizzleKit, 'exit');
  if (exitCode !== 0) throw new Error(`drizzle-kit generate ended with ${exitCode}`);
  // drizzle-kit ends with 0 also when it could not read the tables.
  if ((await readJournal()) === before) {
    throw new Error('no migration was written: the tables have not changed, or drizzle-kit says above why it failed');
  }
  say('read the new file in migrations/ before you commit it: migrations/README.md says what to look for');
}
