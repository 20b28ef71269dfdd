import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findExecutable } from './find-server-binary.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-binaries-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, mode = 0o755): string {
  const full = join(folder, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, '#!/bin/sh\n');
  chmodSync(full, mode);
  return full;
}

test('BALLAST_SERVERS outranks the PATH, and its bin outranks itself', () => {
  const onPath = put('path/some-server');
  const own = put('own/some-server');
  const env = { BALLAST_SERVERS: join(folder, 'own'), PATH: join(folder, 'path') };
  expect(findExecutable(['some-server'], { PATH: env.PATH })).toBe(onPath);
  expect(findExecutable(['some-server'], env)).toBe(own);
  const ownBin = put('own/bin/some-server');
  expect(findExecutable(['some-server'], env)).toBe(ownBin);
});

test('what cannot be executed is passed over', () => {
  put('path/some-server', 0o644);
  mkdirSync(join(folder, 'other', 'some-server'), { recursive: true });
  const PATH = `${join(folder, 'path')}:${join(folder, 'other')}`;
  expect(findExecutable(['some-server'], { PATH })).toBeUndefined();
});
