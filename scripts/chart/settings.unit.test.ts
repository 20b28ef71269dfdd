import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { APPS } from '../stack/apps.ts';
import { DEFAULTS } from './test/cases.ts';
import { type Manifest, render } from './test/helm.ts';
import { componentOf, environmentOf, podsOf } from './test/pods.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-chart-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a number from a file of values is written out, whatever its size', async () => {
  const path = join(folder, 'values.yaml');
  writeFileSync(path, 'processes: { web-server: { settings: { RATE_LIMIT_EMAIL_GLOBAL_PER_DAY: 10000000 } } }\n');
  const manifests = await render(...DEFAULTS.args, '-f', path);
  const [webServer] = podsOf(manifests).filter((pod) => componentOf(pod) === 'web-server');
  expect(webServer && environmentOf(webServer, manifests)).toMatchObject({
    RATE_LIMIT_EMAIL_GLOBAL_PER_DAY: '10000000',
  });
});

it('pods are made anew when a setting changes, and only those that read it', async () => {
  const before = await render(...DEFAULTS.args);
  const after = await render(...DEFAULTS.args, '--set', 'processes.web-server.settings.INTAKE_MAX_GROUP=10');
  const changed = APPS.filter(({ name }) => checksum(before, name) !== checksum(after, name));
  expect(changed.map(({ name }) => name)).toEqual(['web-server']);
});

it('the migration runs before an installation and an upgrade, and the way to MySQL is open by then', async () => {
  const hooks = (await render(...DEFAULTS.args)).filter(
    ({ metadata }) => metadata.annotations?.['helm.sh/hook'] === 'pre-install,pre-upgrade',
  );
  const order = hooks.toSorted((one, other) => weightOf(one) - weightOf(other)).map(({ kind }) => kind);
  expect(order).toEqual(['NetworkPolicy', 'Job']);
});

function checksum(manifests: readonly Manifest[], name: string): string | undefined {
  const deployment = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith(name));
  return JSON.stringify(deployment).match(/"checksum\/settings":"(\w{64})"/)?.[1];
}

function weightOf({ metadata }: Manifest): number {
  return Number(metadata.annotations?.['helm.sh/hook-weight']);
}
