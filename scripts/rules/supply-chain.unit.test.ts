import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findFaults } from '../supply-chain/find-faults.ts';
import { runtimeDependencies } from '../supply-chain/runtime-dependencies.ts';
import { writeSbom } from '../supply-chain/sbom.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test('the bill of materials has every package that a process runs with, each under a licence that is allowed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-sbom-'));
  try {
    const sbom = writeSbom(ROOT, join(folder, 'sbom.cdx.json'));
    expect(sbom.bomFormat).toBe('CycloneDX');
    expect(sbom.components.length).toBeGreaterThan(100);
    const dependencies = runtimeDependencies(ROOT);
    expect(dependencies).toEqual(expect.arrayContaining(['fastify', 'mysql2', 'nats', 'ioredis']));
    expect(findFaults(sbom, dependencies)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('no package that its maintainers have given up is in the lockfile', () => {
  const deprecated = readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8')
    .split(/\n(?= {2}\S)/)
    .filter((entry) => /^ {4}deprecated: /m.test(entry));
  expect(deprecated).toEqual([]);
});
