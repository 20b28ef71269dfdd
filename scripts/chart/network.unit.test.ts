import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { describe, expect, it } from 'vitest';
import { CASES, CLUSTER, DEFAULTS } from './test/cases.ts';
import { type Manifest, ofKind, render } from './test/helm.ts';
import { componentOf, environmentOf, type Pod, podsOf } from './test/pods.ts';

const DNS = 53;

describe('the ways out of a pod', () => {
  it.each(CASES.filter(({ what }) => what !== 'no network policies'))(
    'lead to the servers that it is told of, and nowhere else: $what',
    async ({ args }) => {
      const manifests = await render(...args);
      for (const pod of podsOf(manifests)) {
        const ports = (policyOf(pod, manifests)?.spec?.egress ?? []).flatMap((rule) => rule.ports ?? []);
        const open = new Set(ports.map(({ port }) => port));
        expect([...open].toSorted(), pod.owner).toEqual([...portsToldOf(environmentOf(pod, manifests))].toSorted());
      }
    },
  );

  it('are narrowed to the places that the values name', async () => {
    const manifests = await render(...CLUSTER.args);
    const [pod] = podsOf(manifests).filter((one) => componentOf(one) === 'outbox-publisher');
    const rules = pod && policyOf(pod, manifests)?.spec?.egress;
    const namespaces = rules?.map(({ to }) => to?.[0]?.namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name']);
    expect(namespaces).toEqual(['kube-system', 'databases', 'nats', 'observability']);
  });
});

describe('the ways into a pod', () => {
  it('are the ingress controller for web-server, and Prometheus for all', async () => {
    const manifests = await render(...DEFAULTS.args);
    const peers = podsOf(manifests).map((pod) => [
      componentOf(pod),
      (policyOf(pod, manifests)?.spec?.ingress ?? []).flatMap(({ from = [] }) =>
        from.map(({ namespaceSelector }) => namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name']),
      ),
    ]);
    expect(Object.fromEntries(peers)).toEqual({
      'web-server': ['ingress-nginx', 'monitoring'],
      'outbox-publisher': ['monitoring'],
      'prime-check-worker': ['monitoring'],
      'email-send-worker': ['monitoring'],
      'dlq-manager': ['monitoring'],
      migrate: [],
    });
  });
});

function policyOf(pod: Pod, manifests: readonly Manifest[]): INetworkPolicy | undefined {
  return ofKind<INetworkPolicy>(manifests, 'NetworkPolicy').find(
    ({ spec }) => spec?.podSelector?.matchLabels?.['app.kubernetes.io/component'] === componentOf(pod),
  );
}

function portsToldOf(environment: Readonly<Record<string, string>>): Set<number> {
  const ports = ['MYSQL_PORT', 'REDIS_PORT', 'SMTP_PORT'].map((name) => environment[name]);
  const servers = (environment.NATS_SERVERS ?? '').split(',').map((server) => server.split(':')[1]);
  const urls = ['NATS_MONITOR_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT'].map((name) => URL.parse(environment[name] ?? ''));
  const ofUrls = urls.map((url) => url && (url.port || (url.protocol === 'https:' ? '443' : '80')));
  return new Set([DNS, ...[...ports, ...servers, ...ofUrls].flatMap((port) => (port ? [Number(port)] : []))]);
}
