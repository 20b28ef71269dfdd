import { expect, it } from 'vitest';
import { CLUSTER, DEFAULTS } from './test/cases.ts';
import { render } from './test/helm.ts';
import { networkPolicyOf } from './test/network.ts';
import { componentOf, podsOf } from './test/pods.ts';

const NAMESPACE = 'kubernetes.io/metadata.name';

it('the ways out of a pod are narrowed to the places that the values name', async () => {
  const manifests = await render(...CLUSTER.args);
  const [pod] = podsOf(manifests).filter((one) => componentOf(one) === 'outbox-publisher');
  const rules = pod && networkPolicyOf(pod, manifests)?.spec?.egress;
  const namespaces = rules?.map(({ to }) => to?.[0]?.namespaceSelector?.matchLabels?.[NAMESPACE]);
  expect(namespaces).toEqual(['kube-system', 'databases', 'nats', 'observability']);
});

it('the ways into a pod are the ingress controller for web-server, and Prometheus for all', async () => {
  const manifests = await render(...DEFAULTS.args);
  const peers = podsOf(manifests).map((pod) => [
    componentOf(pod),
    (networkPolicyOf(pod, manifests)?.spec?.ingress ?? []).flatMap(({ from = [] }) =>
      from.map(({ namespaceSelector }) => namespaceSelector?.matchLabels?.[NAMESPACE]),
    ),
  ]);
  expect(Object.fromEntries(peers)).toEqual({
    'web-server': ['ingress-nginx', 'monitoring'],
    'outbox-publisher': ['monitoring'],
    'prime-check-worker': ['monitoring'],
    'email-send-worker': ['monitoring'],
    'dlq-manager': ['monitoring'],
    'event-hub': ['monitoring'],
    migrate: [],
  });
});
