import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadConfig } from '@ballast/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readJobConfig } from '../db/config.ts';
import { APPS } from '../stack/apps.ts';
import { configSchemaOf } from './app-settings.ts';
import { CASES, DEFAULTS } from './test/cases.ts';
import { type Manifest, render } from './test/helm.ts';
import { componentOf, environmentOf, type Pod, podsOf, secretFilesOf } from './test/pods.ts';

/** Read by Node or by our loader, and by no schema. */
const OF_NODE = new Set(['NODE_ENV', 'NODE_EXTRA_CA_CERTS']);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-chart-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe.each(CASES)('with $what', ({ args }) => {
  it.each(APPS)('$name starts with what it is given, and is given nothing that it does not read', async (app) => {
    const manifests = await render(...args);
    const pod = podOf(manifests, app.name);
    const schema = await configSchemaOf(app);
    const environment = inFolder(pod, environmentOf(pod, manifests));
    expect(() => loadConfig(schema, environment)).not.toThrow();
    const known = Object.keys(schema.shape);
    const unknown = Object.keys(environment).filter(
      (name) => !known.includes(name.replace(/_FILE$/, '')) && !OF_NODE.has(name),
    );
    expect(unknown).toEqual([]);
  });

  it('a process is handed no secret that it does not read', async () => {
    for (const pod of podsOf(await render(...args))) {
      const files = Object.values(environmentOf(pod, await render(...args))).filter((value) =>
        value.startsWith('/run/secrets/'),
      );
      expect([...secretFilesOf(pod).keys()].toSorted(), pod.owner).toEqual(files.toSorted());
    }
  });
});

describe('the migration', () => {
  it.each(CASES.filter(({ what }) => !what.includes('no job')))(
    'has an account and a password for every process: $what',
    async ({ args }) => {
      const manifests = await render(...args);
      const pod = podOf(manifests, 'migrate');
      for (const [name, value] of Object.entries(inFolder(pod, environmentOf(pod, manifests)))) vi.stubEnv(name, value);
      const config = readJobConfig();
      expect(config.missing).toEqual([]);
      expect(config.exporterPassword !== undefined).toBe(args.includes('mysql.exporterAccount=true'));
      expect(pod.container.command).toEqual(['node', 'scripts/db.ts', 'migrate']);
    },
  );

  it('runs before an installation and an upgrade, and the way to MySQL is open by then', async () => {
    const hooks = (await render(...DEFAULTS.args)).filter(
      ({ metadata }) => metadata.annotations?.['helm.sh/hook'] === 'pre-install,pre-upgrade',
    );
    const order = hooks.toSorted((one, other) => weightOf(one) - weightOf(other)).map(({ kind }) => kind);
    expect(order).toEqual(['NetworkPolicy', 'Job']);
  });
});

it('a number from a file of values is written out, whatever its size', async () => {
  const path = join(folder, 'values.yaml');
  writeFileSync(path, 'processes: { web-server: { settings: { RATE_LIMIT_EMAIL_GLOBAL_PER_DAY: 10000000 } } }\n');
  const manifests = await render(...DEFAULTS.args, '-f', path);
  const { RATE_LIMIT_EMAIL_GLOBAL_PER_DAY } = environmentOf(podOf(manifests, 'web-server'), manifests);
  expect(RATE_LIMIT_EMAIL_GLOBAL_PER_DAY).toBe('10000000');
});

it('pods are made anew when a setting changes, and only those that read it', async () => {
  const before = await render(...DEFAULTS.args);
  const after = await render(...DEFAULTS.args, '--set', 'processes.web-server.settings.INTAKE_MAX_GROUP=10');
  const changed = APPS.filter(({ name }) => checksum(before, name) !== checksum(after, name));
  expect(changed.map(({ name }) => name)).toEqual(['web-server']);
});

function checksum(manifests: readonly Manifest[], name: string): string | undefined {
  const deployment = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name.endsWith(name));
  return JSON.stringify(deployment).match(/"checksum\/settings":"(\w{64})"/)?.[1];
}

function podOf(manifests: readonly Manifest[], component: string): Pod {
  const pod = podsOf(manifests).find((one) => componentOf(one) === component);
  if (pod === undefined) throw new Error(`there is no ${component}`);
  return pod;
}

function weightOf({ metadata }: Manifest): number {
  return Number(metadata.annotations?.['helm.sh/hook-weight']);
}

/** The environment, with the secrets that are mounted in the folder instead. Each key has a value as strong as it has to be. */
function inFolder(pod: Pod, environment: Readonly<Record<string, string>>): Record<string, string> {
  for (const path of secretFilesOf(pod).keys()) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, secretFor(path.split('/').at(-1) ?? ''));
  }
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      value.startsWith('/run/secrets/') ? join(folder, value) : value,
    ]),
  );
}

function secretFor(name: string): string {
  const random = Array.from({ length: 48 }, (_, index) => ((index * 7 + name.length) % 16).toString(16)).join('');
  if (name === 'ADMIN_API_KEYS') return `ops:admin:${random}`;
  return name === 'SERVICE_KEYS' ? `shop:100:${random}` : random;
}
