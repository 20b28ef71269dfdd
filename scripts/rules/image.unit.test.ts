import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const COPIED = /^COPY --from=production \/app\/(scripts\/\S+) /gmu;
/** `import type` leaves nothing behind when types are stripped. */
const IMPORTED = /^(?:import|export) (?!type )[^;]*?from '((?:@[^/']+\/)?[^./'][^/']*)/gmu;

const scripts = [...read('Dockerfile').matchAll(COPIED)].map(([, path = '']) => path);
const files = scripts.flatMap((path) =>
  statSync(join(ROOT, path)).isFile()
    ? [path]
    : globSync(`${path}/**/*.ts`, { cwd: ROOT }).filter((file) => !/\.(test|fixture)\.ts$/u.test(file)),
);

test('the image has scripts of ours', () => {
  expect(files).toContain('scripts/db.ts');
  expect(files).toContain('scripts/backup/ledger.ts');
});

test.each(files)('%s imports only what the image holds', (file) => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const imported = [...read(file).matchAll(IMPORTED)].map(([, name = '']) => name);
  const missing = imported.filter((name) => !name.startsWith('node:') && dependencies[name] === undefined);
  expect(missing, 'these are no dependencies of the root package, but development ones or none').toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
