import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Documents } from './documents.ts';

let folder: string;
let documents: Documents<{ text: string }>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ballast-documents-'));
  documents = new Documents(join(folder, 'here'));
});
afterEach(() => rm(folder, { recursive: true }));

test('what was put again and again, by many at once, is there once', async () => {
  await Promise.all(Array.from({ length: 50 }, () => documents.put('a', { text: 'one' })));
  expect(await documents.all()).toEqual([{ text: 'one' }]);
  expect(await documents.get('a')).toEqual({ text: 'one' });
});

test('whatever its id is called, a document is in its folder', async () => {
  const ids = ['../a', 'a/b', '', '.', 'a\0b', 'x'.repeat(5_000)];
  for (const id of ids) await documents.put(id, { text: id });
  for (const id of ids) expect(await documents.get(id)).toEqual({ text: id });
  expect(await readdir(folder)).toEqual(['here']);
});

test('what nobody has put is not there', async () => {
  expect(await documents.get('a')).toBeUndefined();
  expect(await documents.all()).toEqual([]);
});
