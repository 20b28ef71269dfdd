import type { IDeployment } from 'kubernetes-models/apps/v1';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IConfigMap, IContainer, IPodSpec } from 'kubernetes-models/v1';
import { type Manifest, ofKind } from './helm.ts';

/** The pods that one manifest makes. All of them have one container. */
export interface Pod {
  /** The manifest that makes it. */
  readonly owner: string;
  readonly kind: 'Deployment' | 'Job';
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: IPodSpec;
  readonly container: IContainer;
}

export function podsOf(manifests: readonly Manifest[]): readonly Pod[] {
  const templates = [
    ...ofKind<IDeployment>(manifests, 'Deployment').map((owner) => ({ owner, template: owner.spec?.template })),
    ...ofKind<IJob>(manifests, 'Job').map((owner) => ({ owner, template: owner.spec?.template })),
  ];
  return templates.map(({ owner, template }) => {
    const spec = template?.spec;
    const [container, ...others] = spec?.containers ?? [];
    if (spec === undefined || container === undefined || others.length > 0) {
      throw new Error(`${owner.kind} ${owner.metadata.name} does not have one container`);
    }
    const kind = owner.kind === 'Job' ? 'Job' : 'Deployment';
    return { owner: owner.metadata.name, kind, labels: template?.metadata?.labels ?? {}, spec, container };
  });
}

/** `web-server`, `migrate` */
export function componentOf({ labels }: Pick<Pod, 'labels'>): string {
  return labels['app.kubernetes.io/component'] ?? '';
}

/** What the container's process finds in its environment. Throws where a ConfigMap that it names is not there. */
export function environmentOf({ container }: Pod, manifests: readonly Manifest[]): Record<string, string> {
  const maps = ofKind<IConfigMap>(manifests, 'ConfigMap');
  const shared = (container.envFrom ?? []).map(({ configMapRef }) => {
    const map = maps.find(({ metadata }) => metadata.name === configMapRef?.name);
    if (map === undefined) throw new Error(`there is no ConfigMap ${configMapRef?.name}`);
    return map.data ?? {};
  });
  const own = Object.fromEntries((container.env ?? []).map(({ name, value = '' }) => [name, value]));
  return Object.assign({}, ...shared, own) as Record<string, string>;
}

/** The files in which the container finds keys of Secrets and ConfigMaps, in order. */
export function mountedFilesOf({ spec, container }: Pod): readonly string[] {
  const files = (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const sources = spec.volumes?.find((volume) => volume.name === name)?.projected?.sources ?? [];
    return sources.flatMap(({ secret, configMap }) =>
      (secret?.items ?? configMap?.items ?? []).map(({ path }) => `${mountPath}/${path}`),
    );
  });
  return files.toSorted();
}
