import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { say } from './say.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export async function generate(name: string): Promise<void> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error(`${name} is no name for a migration: use snake_case`);
  const drizzleKit = spawn(`${ROOT}node_modules/.bin/drizzle-kit`, ['generate', '--name', name], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const [exitCode] = await once(drizzleKit, 'exit');
  if (exitCode !== 0) throw new Error(`drizzle-kit generate ended with ${exitCode}`);
  say('read the new file in migrations/ before you commit it: migrations/README.md says what to look for');
}
