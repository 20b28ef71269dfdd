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

test('every action that CI uses is pinned to a commit, and CI may write nothing', () => {
  const workflow = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
  const uses = [...workflow.matchAll(/uses: *(\S+)/g)].map((match) => match[1] ?? '');
  expect(uses.length).toBeGreaterThan(0);
  for (const action of uses) expect(action).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/);
  expect(workflow.match(/^ *permissions:\n(?: +.*\n)+/m)?.[0].trim()).toBe('permissions:\n  contents: read');
  expect(workflow).not.toMatch(/: *write\b/);
});
