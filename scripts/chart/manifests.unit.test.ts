import type { IDeployment } from 'kubernetes-models/apps/v1';
import { describe, expect, it } from 'vitest';
import { CLUSTER } from './test/cases.ts';
import { type Manifest, ofKind, render } from './test/helm.ts';
import { manifestFaults } from './test/manifest-faults.ts';

describe('the check of a manifest', () => {
  const changed = async (change: (deployment: IDeployment) => void) => {
    const [deployment] = structuredClone(ofKind<IDeployment>(await render(...CLUSTER.args), 'Deployment'));
    if (deployment === undefined) throw new Error('there is no Deployment');
    change(deployment);
    return manifestFaults(deployment);
  };

  it('refuses a field that is misspelt, however deep', async () => {
    const faults = await changed((deployment) => {
      Object.assign(deployment.spec?.template.spec?.containers[0] ?? {}, { readinesProbe: {} });
    });
    expect(faults).toEqual([
      expect.stringMatching(/there is no field spec\.template\.spec\.containers\[0\]\.readinesProbe$/),
    ]);
  });

  it('refuses one at the top', async () => {
    const faults = await changed((deployment) => Object.assign(deployment, { status_: {} }));
    expect(faults).toEqual([expect.stringMatching(/there is no field status_$/)]);
  });

  it('refuses a value of another type', async () => {
    const faults = await changed((deployment) => Object.assign(deployment.spec ?? {}, { replicas: '3' }));
    expect(faults).toEqual([expect.stringMatching(/spec\/replicas must be integer/)]);
  });

  it('refuses a kind that it does not know', () => {
    const manifest: Manifest = { apiVersion: 'v2', kind: 'Pod', metadata: { name: 'one' } };
    expect(manifestFaults(manifest)).toEqual(['Pod one: there is no schema for v2 Pod']);
  });
});
