import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateMonitoring } from '@ballast/monitoring';
import { allMetrics } from '@ballast/telemetry';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

describe('monitoring/', () => {
  const generated = generateMonitoring();

  it('is what packages/monitoring says, file by file: pnpm generate:monitoring', () => {
    for (const { path, text } of generated)
      expect(readFileSync(join(root, 'monitoring', path), 'utf8'), path).toBe(text);
  });

  it('has no other file', () => {
    const files = globSync('**/*.*', { cwd: join(root, 'monitoring') });
    expect(files.toSorted()).toEqual(generated.map(({ path }) => path).toSorted());
  });
});

describe('the queries of runbooks', () => {
  const known = new Set(
    allMetrics().flatMap(({ kind, name }) =>
      kind === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
  const pages = globSync('docs/runbooks/*.md', { cwd: root });
  const queries = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/`ballast metrics query '([^']+)'/g)].map(([, query = '']) => ({
      page,
      query,
    })),
  );

  it.each(queries)('$page asks for what is exported: $query', ({ query }) => {
    const names = query.replaceAll(/\{[^}]*\}|by \([^)]*\)/g, '').match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
    const functions = new Set(['histogram_quantile', 'ratio_increase']);
    const metrics = names.filter((name) => !functions.has(name));
    expect(query.startsWith('slo:') || metrics.length > 0).toBe(true);
    for (const name of metrics) expect(known, name).toContain(name);
  });
});
