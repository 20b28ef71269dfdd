import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSecrets } from './secrets.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-secrets-'));
  path = join(folder, 'run', 'secrets');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('secrets are generated once, each its own, into a file that only its owner reads', () => {
  const first = loadSecrets(path, {});
  expect(first.MYSQL_ROOT_PASSWORD).toMatch(/^[0-9a-f]{48}$/);
  expect(first.MYSQL_PASSWORD_WEB_SERVER).not.toBe(first.MYSQL_ROOT_PASSWORD);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(loadSecrets(path, {})).toEqual(first);
});

test('a secret that is set wins and is not written down', () => {
  const secrets = loadSecrets(path, { REDIS_PASSWORD: 'mine' });
  expect(secrets.REDIS_PASSWORD).toBe('mine');
  expect(readFileSync(path, 'utf8')).not.toMatch(/mine|REDIS_PASSWORD/);
});

test('what a later version needs is added, and what is there is kept', () => {
  loadSecrets(path, {});
  const kept = readFileSync(path, 'utf8').replace(/^REDIS_PASSWORD=.*\n/m, '');
  rmSync(path);
  appendFileSync(path, `${kept}OF_MY_OWN=1`, { mode: 0o644 });
  const secrets = loadSecrets(path, {});
  expect(secrets.REDIS_PASSWORD).toMatch(/^[0-9a-f]{48}$/);
  expect(readFileSync(path, 'utf8').startsWith(`${kept}OF_MY_OWN=1\n`)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('one administrator has a key from the start', () => {
  expect(loadSecrets(path, {}).ADMIN_API_KEYS).toMatch(/^admin:admin:[0-9a-f]{48}$/);
  expect(loadSecrets(path, { ADMIN_API_KEYS: 'ann:viewer:k' }).ADMIN_API_KEYS).toBe('ann:viewer:k');
});
