import type { Buckets } from '@ballast/contracts/operators';
import type { PeekedBucket } from '@ballast/rate-limit';
import { networkOf, plainAddress } from '../identity/client-address.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import { EVERYBODY } from './checks-of.ts';
import { mailRecipient } from './mail-recipient.ts';
import type { Limits } from './open-limits.ts';
import { limitOfService } from './policies.ts';

type Kind = Buckets['kind'];

/** As requests are counted: an IP address in any spelling, or the /64 that top consumers are shown as; whose mailbox. */
export function canonicalId(kind: Kind, id: string): string {
  if (kind === 'global') return EVERYBODY;
  if (kind === 'email') return mailRecipient(id);
  if (kind !== 'ip') return id;
  const address = plainAddress(id.replace(/\/64$/, ''));
  if (address !== undefined) return networkOf(address);
  throw new ProblemError('invalid_request', 'id: is no IP address', {
    errors: [{ field: 'id', message: 'is no IP address' }],
  });
}

/** The buckets of an identity. Of the policy that every route has, only those that are not full. */
export async function readBuckets(limits: Limits, { kind, id }: { kind: Kind; id: string }): Promise<Buckets> {
  const own = canonicalId(kind, id);
  const peeked = (await limits.limiter?.peek(kind, own)) ?? [];
  const now = Date.now();
  const limitOfOwn =
    kind === 'service' ? limitOfService(limits.policies.service, limits.services, own)?.name : undefined;
  return {
    kind,
    id: own,
    buckets: peeked
      .filter(({ limit }) => kind !== 'service' || limit.name === limitOfOwn)
      .filter((bucket) => bucket.policy.name !== 'default' || !isFull(bucket))
      .map(({ limit, endpoint, effectiveLimit, remaining, fullInMs, blockedMs }) => ({
        name: limit.name,
        endpoint,
        limit: effectiveLimit,
        remaining,
        ...(fullInMs > 0 && { full_at: new Date(now + fullInMs).toISOString() }),
        ...(blockedMs > 0 && { blocked_until: new Date(now + blockedMs).toISOString() }),
      })),
  };
}

function isFull({ fullInMs, blockedMs }: PeekedBucket): boolean {
  return fullInMs === 0 && blockedMs === 0;
}
