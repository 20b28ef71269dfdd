import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { type Manifest, ofKind } from './helm.ts';
import { componentOf, type Pod } from './pods.ts';

const DNS = 53;

/** The policy that is for this process alone. */
export function networkPolicyOf(pod: Pod, manifests: readonly Manifest[]): INetworkPolicy | undefined {
  return ofKind<INetworkPolicy>(manifests, 'NetworkPolicy').find(
    ({ spec }) => spec?.podSelector?.matchLabels?.['app.kubernetes.io/component'] === componentOf(pod),
  );
}

/** The ports to which the pod may open connections, in order. */
export function portsOpenTo(pod: Pod, manifests: readonly Manifest[]): readonly number[] {
  const rules = networkPolicyOf(pod, manifests)?.spec?.egress ?? [];
  return inOrder(rules.flatMap(({ ports = [] }) => ports.map(({ port }) => Number(port))));
}

/** The ports of the servers that its environment tells a process of, and DNS, in order. */
export function portsToldOf(environment: Readonly<Record<string, string>>): readonly number[] {
  const ports = ['MYSQL_PORT', 'REDIS_PORT', 'SMTP_PORT'].map((name) => environment[name]);
  const servers = (environment.NATS_SERVERS ?? '').split(',').map((server) => server.split(':')[1]);
  const urls = ['NATS_MONITOR_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT'].map((name) => URL.parse(environment[name] ?? ''));
  const ofUrls = urls.map((url) => url && (url.port || (url.protocol === 'https:' ? '443' : '80')));
  return inOrder([DNS, ...[...ports, ...servers, ...ofUrls].flatMap((port) => (port ? [Number(port)] : []))]);
}

function inOrder(ports: readonly number[]): readonly number[] {
  return [...new Set(ports)].toSorted((one, other) => one - other);
}
