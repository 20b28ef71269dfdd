// Makes what nobody has set. Each service has a folder of its own, a volume that only it is given, and in it the secrets that it
// needs: whoever runs in its container may read them. What is there stays; a variable of this job's environment wins over it.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_FILES, SECRETS, type Secret } from './secrets.ts';

const [, , folder = '/secrets'] = process.argv;
const values = new Map(SECRETS.map((secret) => [secret.name, valueFor(secret)]));

for (const { name, holders } of SECRETS) for (const service of holders) write(service, name, values.get(name) ?? '');
for (const { service, name, text } of SECRET_FILES)
  write(
    service,
    name,
    text((secret) => values.get(secret) ?? ''),
  );

function valueFor({ name, holders, make }: Secret): string {
  const path = holders.map((service) => join(folder, service, name)).find(existsSync);
  const kept = path && readFileSync(path, 'utf8');
  return process.env[name] || kept || make?.(randomBytes(24).toString('hex')) || '';
}

function write(service: string, name: string, value: string): void {
  const path = join(folder, service, name);
  mkdirSync(join(folder, service), { recursive: true });
  // Nobody may write to it, so it is replaced.
  rmSync(path, { force: true });
  writeFileSync(path, value, { mode: 0o444 });
}
