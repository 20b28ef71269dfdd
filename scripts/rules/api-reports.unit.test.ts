import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractApis, type PackageApi } from '../api/extract-api.ts';
import { OFFERED_PACKAGES } from '../api/offered-packages.ts';
import { reportPath, writeReport } from '../api/report.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('the packages for others', () => {
  let apis: PackageApi[];

  // Two compilers read all packages: seconds, and more where the machine has other things to do.
  beforeAll(async () => {
    apis = await extractApis();
  }, 180_000);

  it.each(OFFERED_PACKAGES)('the surface of %s is what its api.md says: pnpm generate:api', (name) => {
    const api = apis.find((one) => one.name === name);
    expect(api && writeReport(api)).toBe(readFileSync(resolve(ROOT, reportPath(name)), 'utf8'));
  });

  it.each(OFFERED_PACKAGES)('%s explains all that it exports, and exports all that it names', (name) => {
    expect(apis.find((one) => one.name === name)?.faults).toEqual([]);
  });
});
