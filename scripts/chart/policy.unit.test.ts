import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IConfigMap, IContainer, IPodSpec } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { CLUSTER } from './test/cases.ts';
import { type Manifest, ofKind, render } from './test/helm.ts';
import { policyFaults } from './test/policy.ts';

describe('the policy refuses', () => {
  interface Changed {
    readonly spec: IPodSpec;
    readonly container: IContainer;
    readonly manifests: Manifest[];
  }
  const CHANGES: Readonly<Record<string, (parts: Changed) => void>> = {
    'may run as root': ({ spec }) => Object.assign(spec.securityContext ?? {}, { runAsNonRoot: false }),
    'may call what it likes of the kernel': ({ spec }) => {
      delete spec.securityContext?.seccompProfile;
    },
    'has a token of the cluster': ({ spec }) => Object.assign(spec, { automountServiceAccountToken: true }),
    'is told about other services': ({ spec }) => Object.assign(spec, { enableServiceLinks: true }),
    "is in the node's own network or process table": ({ spec }) => Object.assign(spec, { hostPID: true }),
    'may write to its image': ({ container }) =>
      Object.assign(container.securityContext ?? {}, { readOnlyRootFilesystem: false }),
    'may gain rights': ({ container }) => Object.assign(container.securityContext ?? {}, { privileged: true }),
    'keeps capabilities': ({ container }) => Object.assign(container.securityContext ?? {}, { capabilities: {} }),
    "has a folder of the node's": ({ spec }) => spec.volumes?.push({ name: 'node', hostPath: { path: '/' } }),
    'asks for nothing': ({ container }) => Object.assign(container.resources ?? {}, { requests: {} }),
    'is not limited': ({ container }) => Object.assign(container.resources ?? {}, { limits: { cpu: '1' } }),
    'has a folder without a limit': ({ spec }) => spec.volumes?.push({ name: 'more', emptyDir: {} }),
    'has an image that moves': ({ container }) => Object.assign(container, { image: 'ballast:latest' }),
    'has JWT_SECRET in the clear': ({ container }) => container.env?.push({ name: 'JWT_SECRET', value: 'x' }),
    'has no startup probe': ({ container }) => {
      delete container.startupProbe;
    },
    'has no liveness probe': ({ container }) => Object.assign(container, { livenessProbe: container.readinessProbe }),
    'has no readiness probe': ({ container }) => Object.assign(container, { readinessProbe: container.livenessProbe }),
    'is killed before its grace is over': ({ spec }) => Object.assign(spec, { terminationGracePeriodSeconds: 35 }),
    'is stopped while visitors are still sent to it': ({ container }) => {
      delete container.lifecycle;
    },
    'says another port than it listens on': ({ container }) =>
      Object.assign(container, { ports: [{ name: 'http', containerPort: 80 }] }),
    'has no port http': ({ container }) => Object.assign(container, { ports: [{ name: 'web', containerPort: 8080 }] }),
    'is there twice': ({ manifests }) => manifests.push(...manifests.slice(0, 1)),
    'is in the chart': ({ manifests }) =>
      manifests.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'one' } }),
    'is larger than a cluster takes': ({ manifests }) =>
      Object.assign(ofKind<IConfigMap>(manifests, 'ConfigMap')[0]?.data ?? {}, { more: 'x'.repeat(1_100_000) }),
    'is not under a policy that denies all': ({ manifests }) => {
      const [policy] = ofKind<INetworkPolicy>(manifests, 'NetworkPolicy').filter(({ metadata }) =>
        metadata.name.endsWith('default-deny'),
      );
      Object.assign(policy?.spec ?? {}, { policyTypes: ['Ingress'] });
    },
    'has no policy of its own': ({ manifests }) => {
      const [policy] = ofKind<INetworkPolicy>(manifests, 'NetworkPolicy').filter(({ metadata }) =>
        metadata.name.endsWith('web-server'),
      );
      Object.assign(policy?.spec?.podSelector?.matchLabels ?? {}, { 'app.kubernetes.io/component': 'web' });
    },
    'PodDisruptionBudget shop-ballast-web-server selects the pods of no process': ({ manifests }) => {
      const budget = manifests.find(
        ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name.endsWith('web-server'),
      );
      Object.assign(budget ?? {}, { spec: { selector: { matchLabels: { component: 'web-server' } } } });
    },
    'scales what is not there': ({ manifests }) => {
      const scaled = manifests.find(({ kind }) => kind === 'ScaledObject');
      Object.assign(scaled ?? {}, { spec: { scaleTargetRef: { name: 'nobody' } } });
    },
  };

  it.each(Object.entries(CHANGES))('what %s', async (fault, change) => {
    const manifests = structuredClone(await render(...CLUSTER.args)) as Manifest[];
    const deployment = ofKind<IDeployment>(manifests, 'Deployment').find(({ metadata }) =>
      metadata.name.endsWith('web-server'),
    );
    const spec = deployment?.spec?.template.spec;
    const container = spec?.containers[0];
    if (spec === undefined || container === undefined) throw new Error('there is no web-server');
    change({ spec, container, manifests });
    expect(policyFaults(manifests)).toEqual(expect.arrayContaining([expect.stringContaining(fault)]));
  });
});
