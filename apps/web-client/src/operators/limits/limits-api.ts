import {
  type Buckets,
  BucketsSchema,
  type Limits,
  LimitsSchema,
  type TopConsumers,
  TopConsumersSchema,
} from '@ballast/contracts/operators';
import { requestDone, requestJson, withJson } from '../../api/request-json.ts';
import type { ConsumerKind, LimitMode } from './limits-words.ts';

export interface ConsumerIdentity {
  readonly kind: ConsumerKind;
  readonly id: string;
}

export function getLimits(signal: AbortSignal): Promise<Limits> {
  return requestJson('/api/limits', LimitsSchema, { signal });
}

export function setLimitMode(policy: string, mode: LimitMode, reason: string): Promise<void> {
  return requestDone(`/api/limits/${encodeURIComponent(policy)}`, withJson('PUT', { mode, reason }));
}

export function getTopConsumers(kind: ConsumerKind, signal: AbortSignal): Promise<TopConsumers> {
  return requestJson(`/api/limits/top?${new URLSearchParams({ kind })}`, TopConsumersSchema, { signal });
}

export function getBuckets({ kind, id }: ConsumerIdentity, signal: AbortSignal): Promise<Buckets> {
  return requestJson(`/api/limits/buckets?${new URLSearchParams({ kind, id })}`, BucketsSchema, { signal });
}

/** Fills the buckets of one identity again and lifts what penalties there are. */
export function resetBuckets(identity: ConsumerIdentity, reason: string): Promise<void> {
  return requestDone('/api/limits/reset', withJson('POST', { ...identity, reason }));
}
