import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { migrationEnvironment } from './environments.ts';
import { layoutOf } from './layout.ts';
import { planPorts } from './ports.ts';
import { loadSecrets } from './secrets.ts';
import { readSettings } from './settings.ts';

// `pnpm db:status` and its like: the database command, pointed at the running stack as its administrator. Who names
// another server or account in the environment means that one.

const root = resolve(import.meta.dirname, '../..');
const namesAnother = process.env.MYSQL_HOST || process.env.MYSQL_USER;
const child = spawn(process.execPath, [join(root, 'scripts', 'db.ts'), ...process.argv.slice(2)], {
  cwd: root,
  env: namesAnother ? process.env : stackEnvironment(),
  stdio: 'inherit',
});
const [exitCode] = await once(child, 'exit');
process.exit(typeof exitCode === 'number' ? exitCode : 1);

function stackEnvironment(): Record<string, string> {
  const settings = readSettings(root, process.env);
  const secrets = loadSecrets(layoutOf(root, settings).secretsPath, settings);
  return migrationEnvironment({ settings, ports: planPorts(settings), secrets });
}
