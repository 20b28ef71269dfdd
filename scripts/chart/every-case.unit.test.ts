import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@ballast/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readJobConfig } from '../db/config.ts';
import { APPS } from '../stack/apps.ts';
import { configSchemaOf } from './app-settings.ts';
import { CASES } from './test/cases.ts';
import { type Manifest, render } from './test/helm.ts';
import { manifestFaults } from './test/manifest-faults.ts';
import { filesNamed, mountedEnvironment } from './test/mounted-environment.ts';
import { portsOpenTo, portsToldOf } from './test/network.ts';
import { componentOf, environmentOf, mountedFilesOf, podsOf } from './test/pods.ts';
import { policyFaults } from './test/policy.ts';

/** Read by our loader, and by no schema. */
const OF_THE_LOADER = ['NODE_ENV'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-chart-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe.each(CASES)('$what', ({ args }) => {
  it('each manifest has what its schema knows and nothing else', async () => {
    const manifests = await render(...args);
    expect(manifests.length).toBeGreaterThan(10);
    expect(manifests.flatMap(manifestFaults)).toEqual([]);
  });

  it('nothing is against the policy', async () => {
    expect(policyFaults(await render(...args))).toEqual([]);
  });

  it('every process is there, as what starts it', async () => {
    const pods = podsOf(await render(...args)).filter(({ kind }) => kind === 'Deployment');
    const commands = pods.map((pod) => [componentOf(pod), pod.container.command?.join(' ')]);
    expect(commands.toSorted()).toEqual(APPS.map(({ name }) => [name, `node apps/${name}/src/main.ts`]).toSorted());
  });

  it('each process takes the settings and secrets that it is given, and is given none that it does not read', async () => {
    const manifests = await render(...args);
    for (const app of APPS) {
      const schema = await configSchemaOf(app);
      const environment = mountedEnvironment(podOf(manifests, app.name), manifests, join(folder, app.name));
      expect(() => loadConfig(schema, environment), app.name).not.toThrow();
      const known = new Set([...Object.keys(schema.shape), ...OF_THE_LOADER]);
      const unknown = Object.keys(environment).filter(
        (name) => !known.has(name) && !known.has(name.replace(/_FILE$/, '')),
      );
      expect(unknown, app.name).toEqual([]);
    }
  });

  it('a pod mounts the secrets and certificates that it is told of, and no others', async () => {
    const manifests = await render(...args);
    for (const pod of podsOf(manifests)) {
      expect(mountedFilesOf(pod), pod.owner).toEqual(filesNamed(pod, manifests));
    }
  });

  it('the migration has a password for every process, where there is one', async () => {
    const manifests = await render(...args);
    if (args.includes('migration.enabled=false')) return expect(components(manifests)).not.toContain('migrate');
    const pod = podOf(manifests, 'migrate');
    for (const [name, value] of Object.entries(mountedEnvironment(pod, manifests, folder))) vi.stubEnv(name, value);
    const config = readJobConfig();
    expect(config.missing).toEqual([]);
    expect(config.exporterPassword !== undefined).toBe(args.includes('mysql.exporterAccount=true'));
    expect(pod.container.command).toEqual(['node', 'scripts/db.ts', 'migrate']);
  });

  it('the ways out of a pod lead to the servers that it is told of, and nowhere else, where there are policies', async () => {
    const manifests = await render(...args);
    if (args.includes('networkPolicy.enabled=false')) return expect(kinds(manifests)).not.toContain('NetworkPolicy');
    for (const pod of podsOf(manifests)) {
      expect(portsOpenTo(pod, manifests), pod.owner).toEqual(portsToldOf(environmentOf(pod, manifests)));
    }
  });
});

function podOf(manifests: readonly Manifest[], component: string) {
  const pod = podsOf(manifests).find((one) => componentOf(one) === component);
  if (pod === undefined) throw new Error(`there is no ${component}`);
  return pod;
}

function components(manifests: readonly Manifest[]): readonly string[] {
  return podsOf(manifests).map(componentOf);
}

function kinds(manifests: readonly Manifest[]): readonly string[] {
  return manifests.map(({ kind }) => kind);
}
