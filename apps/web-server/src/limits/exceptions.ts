import type { AddressRanges } from '@ballast/runtime';
import type { FastifyRequest } from 'fastify';
import { ipOf } from '../identity/client-address.ts';

export type Exemption = 'whitelist' | 'operator';

/** Whether an address stands in RATE_LIMIT_WHITELIST_CIDRS. The address itself, not its /64. */
export function isWhitelisted(request: FastifyRequest, whitelist: AddressRanges): boolean {
  return whitelist.contains(ipOf(request));
}

/** Why nothing limits a request, where that is so. */
export function exemptionOf(request: FastifyRequest, whitelist: AddressRanges): Exemption | undefined {
  if (isWhitelisted(request, whitelist)) return 'whitelist';
  return request.operator === null ? undefined : 'operator';
}
