import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const APP = join(import.meta.dirname, '..');
const BINARIES = join(APP, 'node_modules/.bin');

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'ballast-generated-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const),
  );
  return Object.fromEntries(texts);
}

test('the generated code is what the protocol file gives, made without any network', async () => {
  await promisify(execFile)(join(BINARIES, 'buf'), ['generate', '-o', out], {
    cwd: APP,
    env: { PATH: `${BINARIES}:${process.env.PATH}`, HOME: out },
  });
  expect(await filesBelow(join(APP, 'src/generated'))).toEqual(await filesBelow(join(out, 'src/generated')));
});

test('the protocol file is sound by buf’s rules', async () => {
  await promisify(execFile)(join(BINARIES, 'buf'), ['lint'], { cwd: APP, env: { PATH: process.env.PATH, HOME: out } });
});
