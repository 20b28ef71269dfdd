// Makes what nobody has set: each secret is a file in the folder of each service that needs it, readable by that service's user
// alone. What is there stays. A variable of this job's environment wins over what was made.
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holders, SECRETS } from './secrets.ts';

const [, , folder = '/secrets'] = process.argv;
/** `node` of the image, and whoever the servers' images run as: the files are read by one user and by nobody else. */
const NODE_USER = 1000;

for (const { name, make } of SECRETS) {
  const value = process.env[name] || kept(name) || make?.(randomBytes(24).toString('hex'));
  if (value === undefined) continue;
  for (const { service, user = NODE_USER } of holders(name)) write(join(folder, service), name, value, user);
}

function kept(name: string): string | undefined {
  const path = holders(name)
    .map(({ service }) => join(folder, service, name))
    .find(existsSync);
  return path === undefined ? undefined : readFileSync(path, 'utf8').trim();
}

function write(place: string, name: string, value: string, user: number): void {
  mkdirSync(place, { recursive: true });
  const path = join(place, name);
  writeFileSync(path, value, { mode: 0o400 });
  chmodSync(path, 0o400);
  chownSync(path, user, user);
}
