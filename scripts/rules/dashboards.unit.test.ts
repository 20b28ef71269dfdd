import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dashboardQueries } from '@ballast/monitoring';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('Prometheus can read every query of every dashboard', async () => {
  const queries = dashboardQueries();
  expect(queries.length).toBeGreaterThan(200);
  expect(await promtool(queries.map(({ expr }) => expr))).toContain(`SUCCESS: ${queries.length} rules found`);
});

it('and says so when it cannot', async () => {
  await expect(promtool(['sum(rate(up))'])).rejects.toThrow(/expected type range vector/);
});

/** Each query as a recording rule, with what Grafana puts in for its variables. */
async function promtool(queries: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-queries-'));
  const rules = queries.map((expr, index) => ({
    record: `query_${index}`,
    expr: expr.replaceAll('$__rate_interval', '1m').replaceAll('$job', '.+').replaceAll('$instance', '.+'),
  }));
  try {
    const file = join(folder, 'queries.json');
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
    const { stdout } = await run('promtool', ['check', 'rules', file]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
