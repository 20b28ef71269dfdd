import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { metricsPage } from '../monitoring/metrics-page.ts';

test('docs/metrics.md is what the catalogue says: pnpm generate:monitoring', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/metrics.md'), 'utf8');
  expect(page).toBe(metricsPage());
});
