import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLUSTER } from './test/cases.ts';
import { CHART, helm } from './test/helm.ts';

const run = promisify(execFile);
const ROOT = join(CHART, '../../..');
const page = readFileSync(join(ROOT, 'docs/deployment/kubernetes.md'), 'utf8');

/** A managed NATS has no monitor for KEDA. */
const HPA = ['prime-check-worker', 'email-send-worker'].flatMap((name) => [
  '--set',
  `processes.${name}.autoscaling.kind=hpa`,
]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-chart-'));
  writeFileSync(join(folder, 'mine.yaml'), 'publicUrl: https://shop.example.com\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('docs/deployment/kubernetes.md', () => {
  const commands = [...page.matchAll(/^ *helm (?:install|upgrade) (.+)$/gm)].map(([, args = '']) => args);

  it.each(commands)('renders with its own words: %s', async (words) => {
    const args = words
      .replaceAll('mine.yaml', join(folder, 'mine.yaml'))
      .replaceAll('deploy/helm', join(ROOT, 'deploy/helm'))
      .replace(/ --wait| --timeout \w+/g, '');
    await expect(helm('template', ...args.trim().split(/ +/))).resolves.toContain('https://shop.example.com');
  });

  it('has values that are some', async () => {
    const [, values = ''] = /```yaml\n([^`]+)```/.exec(page) ?? [];
    writeFileSync(join(folder, 'managed.yaml'), values);
    const args = [...CLUSTER.args, '-f', join(folder, 'managed.yaml'), ...HPA];
    await expect(helm('template', 'shop', CHART, ...args)).resolves.toContain('MYSQL_TLS_CA_FILE');
  });

  it('has commands', () => expect(commands.length).toBeGreaterThan(2));

  it('makes every secret that the examples mount', async () => {
    const made = new Set([...page.matchAll(/--from-literal=(\w+)=/g)].map(([, name]) => name));
    const single = await helm('template', 'ballast', CHART, '-f', join(CHART, 'values-single.yaml'));
    const mounted = [...single.matchAll(/\{ key: (\w+), path: \w+ \}/g)].map(([, name]) => name);
    expect(new Set(mounted)).toEqual(made);
  });
});

it('a package of the chart holds the rules and dashboards themselves, and renders the same', async () => {
  await helm('package', CHART, '--destination', folder);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const path = join(folder, `ballast-${version}.tgz`);
  const { stdout: files } = await run('tar', ['-tzvf', path]);
  expect(files).toMatch(/-rw\S+ .*ballast\/monitoring\/dashboards\/ballast-slo\.json$/m);
  expect(files).not.toMatch(/ -> /);
  const args = ['--namespace', 'shop', ...CLUSTER.args];
  expect(await helm('template', 'shop', path, ...args)).toBe(await helm('template', 'shop', CHART, ...args));
});
