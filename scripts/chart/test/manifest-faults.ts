import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { PrometheusRule, ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { Ingress, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service, ServiceAccount } from 'kubernetes-models/v1';
import type { Manifest } from './helm.ts';

/** A class made from the OpenAPI schema of a kind, or from its CustomResourceDefinition. */
type ModelClass = new (content: never) => { validate(): void };

const MODELS: Readonly<Record<string, ModelClass>> = {
  'v1 ConfigMap': ConfigMap,
  'v1 Service': Service,
  'v1 ServiceAccount': ServiceAccount,
  'apps/v1 Deployment': Deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'batch/v1 Job': Job,
  'networking.k8s.io/v1 Ingress': Ingress,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'keda.sh/v1alpha1 ScaledObject': ScaledObject,
  'monitoring.coreos.com/v1 PrometheusRule': PrometheusRule,
  'monitoring.coreos.com/v1 ServiceMonitor': ServiceMonitor,
};

/**
 * What the schema of a manifest's kind has against it: values that it refuses, and fields that it does not know. The models'
 * validators let unknown fields pass, as their schemas do; but they read every field that they know, so what they never
 * looked at is one that they do not know.
 */
export function manifestFaults(manifest: Manifest): string[] {
  const label = `${manifest.kind} ${manifest.metadata.name}`;
  const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`];
  if (Model === undefined) return [`${label}: there is no schema for ${manifest.apiVersion} ${manifest.kind}`];
  const reads: Reads = new Map();
  // It has copied the manifest.
  const model = new Model(manifest as never);
  try {
    watched(model, reads).validate();
  } catch (error) {
    return [`${label}: ${error instanceof Error ? error.message : String(error)}`];
  }
  return unreadFields(model, reads).map((path) => `${label}: there is no field ${path}`);
}

/** Of each object, the fields that were looked at. */
type Reads = Map<object, Set<PropertyKey>>;

function watched<T extends object>(target: T, reads: Reads): T {
  return new Proxy(target, {
    get(object, key) {
      const fields = reads.get(object) ?? new Set();
      reads.set(object, fields.add(key));
      const value: unknown = Reflect.get(object, key);
      return isObject(value) ? watched(value, reads) : value;
    },
  });
}

function unreadFields(value: object, reads: Reads, path = ''): string[] {
  return Object.entries(value).flatMap(([key, field]) => {
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`.replace(/^\./, '');
    if (reads.get(value)?.has(key) !== true) return [place];
    return isObject(field) ? unreadFields(field, reads, place) : [];
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
