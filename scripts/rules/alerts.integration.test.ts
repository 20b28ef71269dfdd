import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const files = globSync('monitoring/alerts/*.yml', { cwd: root });
const ruleFiles = files.filter((file) => !file.endsWith('.test.yml'));

/** Every metric that some process has, with the suffixes that Prometheus knows a histogram by. */
const metrics = new Set(
  globSync('{apps,packages}/*/src/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/\bname: '([a-z][a-z0-9_]+)'/g)])
    .map(([, name = '']) => name),
);

it('there are rules, and each file of them has a file of tests', () => {
  expect(ruleFiles.length).toBeGreaterThan(0);
  for (const file of ruleFiles) expect(files).toContain(file.replace(/\.yml$/, '.test.yml'));
});

describe.each(ruleFiles)('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const alerts = [...text.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);

  it('fires when it should, and not when it should not', async () => {
    const tests = join(root, file.replace(/\.yml$/, '.test.yml'));
    await run('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', join(root, file)]);
    const { stdout } = await run('promtool', ['test', 'rules', tests]);
    expect(stdout).toContain('SUCCESS');
    const tested = readFileSync(tests, 'utf8');
    for (const alert of alerts) expect(tested, `${alert} has no test`).toContain(`alertname: ${alert}`);
  });

  it('asks for metrics that some process has', () => {
    const expressions = [...text.matchAll(/^\s*expr: (.*)$/gm)].map(([, expression = '']) => expression);
    const asked = expressions.flatMap((one) => one.match(/\b[a-z]+_[a-z0-9_]+\b/g) ?? []);
    expect(asked.length).toBeGreaterThanOrEqual(alerts.length);
    for (const name of asked) expect(metrics, name).toContain(name);
  });

  it('says in each alert what it is about and which page tells what to do', () => {
    const rules = text.split('- alert: ').slice(1);
    for (const rule of rules) {
      expect(rule).toMatch(/severity: (critical|warning)/);
      expect(rule).toMatch(/summary: .+/);
      const runbook = /runbook: (\S+)/.exec(rule)?.[1] ?? '';
      expect(existsSync(join(root, runbook)), `${runbook} is not there`).toBe(true);
    }
  });
});
