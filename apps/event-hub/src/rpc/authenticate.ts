import { findKey } from '@ballast/runtime';
import { Code, ConnectError, type ContextKey, createContextKey, type HandlerContext } from '@connectrpc/connect';
import { MQHubService } from '../generated/services/mqhub/v1/mqhub_pb.ts';
import { mayUse, type Producer } from './producer-keys.ts';

/** Who calls; `undefined` where no keys are set. */
const producerKey: ContextKey<Producer | undefined> = createContextKey<Producer | undefined>(undefined, {
  description: 'the producer that calls',
});

/**
 * Looks for the caller's key before anything of its request is read. Whoever looks after the hub has none: HealthCheck is for
 * everybody.
 */
export function authenticate(producers: readonly Producer[], { requestHeader, method, values }: HandlerContext): void {
  if (producers.length === 0 || method === MQHubService.method.healthCheck) return;
  const given = /^Bearer +(\S+) *$/i.exec(requestHeader.get('authorization') ?? '')?.[1];
  if (given === undefined) {
    throw new ConnectError('a key is needed: Authorization: Bearer <key>', Code.Unauthenticated);
  }
  const producer = findKey(producers, given);
  if (producer === undefined) throw new ConnectError('this key is not known', Code.Unauthenticated);
  values.set(producerKey, producer);
}

/** Throws `permission_denied` when the stream is not one of the caller's. */
export function assertMayUse(stream: string, { values }: HandlerContext): void {
  const producer = values.get(producerKey);
  if (producer === undefined || mayUse(producer, stream)) return;
  throw new ConnectError('this key is for other streams', Code.PermissionDenied);
}
