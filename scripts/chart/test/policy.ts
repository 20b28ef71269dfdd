import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1';
import type { IConfigMap, IService } from 'kubernetes-models/v1';
import { SECRET_VARIABLES } from '../../stack/secrets.ts';
import { type Manifest, ofKind } from './helm.ts';
import { componentOf, environmentOf, type Pod, podsOf } from './pods.ts';

/** What nothing that we install may be without, a sentence for each fault. */
export function policyFaults(manifests: readonly Manifest[]): string[] {
  const pods = podsOf(manifests);
  return [
    ...pods.flatMap((pod) => [
      ...privileges(pod).map((fault) => `${pod.owner} ${fault}`),
      ...bounds(pod).map((fault) => `${pod.owner} ${fault}`),
      ...image(pod).map((fault) => `${pod.owner} ${fault}`),
      ...secretsInTheClear(environmentOf(pod, manifests)).map((fault) => `${pod.owner} ${fault}`),
      ...(pod.kind === 'Deployment' ? life(pod, manifests).map((fault) => `${pod.owner} ${fault}`) : []),
    ]),
    ...selectors(manifests, pods),
    ...names(manifests),
    ...isolation(manifests, pods),
  ];
}

function faults(conditions: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(conditions).flatMap(([fault, isSo]) => (isSo ? [fault] : []));
}

function privileges({ spec, container }: Pod): string[] {
  const { securityContext: pod } = spec;
  const { securityContext: own } = container;
  return faults({
    'may run as root': pod?.runAsNonRoot !== true || !pod.runAsUser,
    'may call what it likes of the kernel': pod?.seccompProfile?.type !== 'RuntimeDefault',
    'has a token of the cluster': spec.automountServiceAccountToken !== false,
    'is told about other services': spec.enableServiceLinks !== false,
    "is in the node's own network or process table": Boolean(spec.hostNetwork || spec.hostPID || spec.hostIPC),
    'may write to its image': own?.readOnlyRootFilesystem !== true,
    'may gain rights': own?.allowPrivilegeEscalation !== false || own.privileged !== false,
    'keeps capabilities': own?.capabilities?.drop?.includes('ALL') !== true || own.capabilities.add !== undefined,
    "has a folder of the node's": (spec.volumes ?? []).some(({ hostPath }) => hostPath !== undefined),
  });
}

function bounds({ spec, container: { resources } }: Pod): string[] {
  const unlimited = (spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined && !emptyDir.sizeLimit);
  return faults({
    'asks for nothing': !resources?.requests?.cpu || !resources.requests.memory,
    'is not limited': !resources?.limits?.cpu || !resources.limits.memory,
    'has a folder without a limit': unlimited,
  });
}

function image({ container }: Pod): string[] {
  const pinned = /(@sha256:[0-9a-f]{64}|:(?!latest$)[\w.-]+)$/.test(container.image ?? '');
  return faults({ 'has an image that moves': !pinned });
}

function secretsInTheClear(environment: Readonly<Record<string, string>>): string[] {
  const secret = (name: string) => SECRET_VARIABLES.includes(name) || /(PASSWORD|SECRET|_KEYS?|TOKEN)$/.test(name);
  return Object.keys(environment).flatMap((name) => (secret(name) ? [`has ${name} in the clear`] : []));
}

/** How a process starts, is asked, and ends. */
function life(pod: Pod, manifests: readonly Manifest[]): string[] {
  const { startupProbe, livenessProbe, readinessProbe, lifecycle, ports } = pod.container;
  const environment = environmentOf(pod, manifests);
  const pauseSeconds = lifecycle?.preStop?.sleep?.seconds ?? 0;
  const neededSeconds = Number(environment.SHUTDOWN_GRACE_SECONDS) + pauseSeconds;
  return faults({
    'has no startup probe': startupProbe?.httpGet?.path !== '/livez',
    'has no liveness probe': livenessProbe?.httpGet?.path !== '/livez',
    'has no readiness probe': readinessProbe?.httpGet?.path !== '/readyz',
    'is killed before its grace is over': !((pod.spec.terminationGracePeriodSeconds ?? 0) > neededSeconds),
    'is stopped while visitors are still sent to it': componentOf(pod) === 'web-server' && pauseSeconds === 0,
    'says another port than it listens on': String(ports?.[0]?.containerPort) !== environment.PORT,
  });
}

type Labels = Readonly<Record<string, string>>;

function matches(selector: Labels | undefined, labels: Labels): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels[key] === value);
}

/** Whatever selects pods selects some, and but for the policy that denies all, those of one process. */
function selectors(manifests: readonly Manifest[], pods: readonly Pod[]): string[] {
  const selecting = [
    ...ofKind<IService>(manifests, 'Service').map((one) => ({ one, labels: one.spec?.selector })),
    ...ofKind<IPodDisruptionBudget>(manifests, 'PodDisruptionBudget').map((one) => ({
      one,
      labels: one.spec?.selector?.matchLabels,
    })),
    ...ofKind<INetworkPolicy>(manifests, 'NetworkPolicy')
      .filter((one) => !isDenial(one))
      .map((one) => ({ one, labels: one.spec?.podSelector?.matchLabels })),
  ];
  const targets = ofKind<IHorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler')
    .concat(ofKind(manifests, 'ScaledObject'))
    .map((one) => ({ one, target: one.spec?.scaleTargetRef.name }));
  return [
    ...selecting
      .filter(({ labels }) => pods.filter((pod) => matches(labels, pod.labels)).length !== 1)
      .map(({ one }) => `${one.kind} ${one.metadata.name} selects the pods of no process, or of several`),
    ...targets
      .filter(({ target }) => !pods.some(({ owner }) => owner === target))
      .map(({ one }) => `${one.kind} ${one.metadata.name} scales what is not there`),
  ];
}

function names(manifests: readonly Manifest[]): string[] {
  const all = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  const twice = all.filter((name, index) => all.indexOf(name) !== index);
  const large = ofKind<IConfigMap>(manifests, 'ConfigMap').filter(
    ({ data }) => JSON.stringify(data ?? {}).length > 1_000_000,
  );
  return [
    ...twice.map((name) => `${name} is there twice`),
    ...manifests
      .filter(({ kind }) => kind === 'Secret')
      .map(({ metadata }) => `Secret ${metadata.name} is in the chart`),
    ...large.map(({ metadata }) => `ConfigMap ${metadata.name} is larger than a cluster takes`),
  ];
}

function isDenial({ spec }: INetworkPolicy): boolean {
  return spec?.ingress === undefined && spec?.egress === undefined;
}

/** Where there are policies, each pod is under the one that denies all and has one of its own, on ports that there are. */
function isolation(manifests: readonly Manifest[], pods: readonly Pod[]): string[] {
  const policies = ofKind<INetworkPolicy>(manifests, 'NetworkPolicy');
  if (policies.length === 0) return [];
  const selecting = (pod: Pod) => policies.filter(({ spec }) => matches(spec?.podSelector?.matchLabels, pod.labels));
  const both = (one: INetworkPolicy) => one.spec?.policyTypes?.toSorted().join() === 'Egress,Ingress';
  return [
    ...pods
      .filter((pod) => !selecting(pod).some((one) => isDenial(one) && both(one)))
      .map(({ owner }) => `${owner} is not under a policy that denies all`),
    ...pods
      .filter((pod) => selecting(pod).filter((one) => !isDenial(one) && both(one)).length !== 1)
      .map(({ owner }) => `${owner} has no policy of its own, or several`),
    ...pods.flatMap((pod) => unknownPorts(pod, selecting(pod)).map((port) => `${pod.owner} has no port ${port}`)),
  ];
}

function unknownPorts(pod: Pod, policies: readonly INetworkPolicy[]): string[] {
  const known = new Set((pod.container.ports ?? []).flatMap(({ name, containerPort }) => [name, containerPort]));
  const named = policies.flatMap(({ spec }) => (spec?.ingress ?? []).flatMap(({ ports = [] }) => ports));
  return named.flatMap(({ port }) => (port === undefined || known.has(port) ? [] : [String(port)]));
}
