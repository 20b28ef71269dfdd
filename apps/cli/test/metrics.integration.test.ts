import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, startPrometheus } from '@ballast/native-stack';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './run-cli.ts';
import { runOnTerminal } from './run-on-terminal.ts';

let dir: string;
let prometheus: Awaited<ReturnType<typeof startPrometheus>>;
let url: string;

/** A Prometheus that scrapes itself. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-metrics-'));
  const port = await findFreePort();
  const configPath = join(dir, 'prometheus.yml');
  const itself = `{ job_name: itself, static_configs: [{ targets: ['127.0.0.1:${port}'] }] }`;
  await writeFile(configPath, `global: { scrape_interval: 1s }\nscrape_configs: [${itself}]\n`);
  prometheus = await startPrometheus({ dir, configPath, port });
  url = `http://127.0.0.1:${port}`;
  await until(async () => (await runCli(['metrics', 'query', 'up == 1'], { url })).stdout.includes('itself'), {
    what: 'Prometheus has scraped itself',
  });
});
afterAll(async () => {
  await prometheus.kill();
  await rm(dir, { recursive: true, force: true });
});

test('a query is answered in lines that a script can read, a number alone as it is, JSON as it came', async () => {
  const [table, scalar, json, nothing] = await Promise.all([
    // Not what it is now: on a busy machine a scrape may take too long.
    runCli(['metrics', 'query', 'sum by (job) (max_over_time(up[1h]))'], { url }),
    runCli(['metrics', 'query', '1 + 1'], { url }),
    runCli(['metrics', 'query', 'up', '--json'], { url }),
    runCli(['metrics', 'query', 'no_such_metric'], { url }),
  ]);
  expect(table).toEqual({ exitCode: 0, stderr: '', stdout: 'JOB\tVALUE\nitself\t1\n' });
  expect(scalar.stdout).toBe('2\n');
  expect(JSON.parse(json.stdout)).toMatchObject({ status: 'success', data: { resultType: 'vector' } });
  expect(nothing).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test('a course is drawn on a terminal, and is lines elsewhere', async () => {
  const query = ['metrics', 'query', 'vector(5)', '--range', '1h', '--step', '20m'];
  const [drawn, lines] = await Promise.all([runOnTerminal(query, { url, columns: 80 }), runCli(query, { url })]);
  expect(drawn.stdout).toMatch(/5┤.*━/);
  expect(lines.stdout.trim().split('\n')).toEqual([
    'TIME\tVALUE',
    ...Array.from({ length: 4 }, () => expect.stringMatching(/Z\t5$/)),
  ]);
});

test('a query that cannot be read is shown with the place, and exit code 2', async () => {
  const run = await runCli(['metrics', 'query', 'sum by (job (up)'], { url });
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toBe(
    'ballast: the query cannot be read: unexpected "(" in grouping opts, expected "," or ")".\n  sum by (job (up)\n              ^\n',
  );
});

test('a Prometheus that does not run is told with what to do, and something else in its place as such', async () => {
  const away = `http://127.0.0.1:${await findFreePort()}`;
  const [missing, other] = await Promise.all([
    runCli(['metrics', 'query', 'up'], { url: away }),
    runCli(['metrics', 'query', 'up', '--prometheus', `${url}/elsewhere`], { url: away }),
  ]);
  expect(missing).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `ballast: Prometheus does not run at ${away}: start it with ./scripts/start -d --monitoring, or set PROMETHEUS_URL to where it is.\n`,
  });
  expect(other).toMatchObject({
    exitCode: 1,
    stderr: `ballast: ${url}/elsewhere answers with status 404, and not as Prometheus does: check PROMETHEUS_URL.\n`,
  });
});
