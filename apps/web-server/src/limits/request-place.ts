import type { PolicyPlace } from '@ballast/rate-limit';
import { HEALTH_PATHS } from '@ballast/runtime';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { Limits } from './open-limits.ts';
import type { RoutePolicyName } from './policies.ts';

/** Routes that share their buckets: an alias, the steps of one thing, or the files of one page must not have its limit several times. */
const SHARED_ENDPOINTS: Partial<Record<RoutePolicyName, string>> = {
  'prime-check-list': 'GET /prime-check',
  'sign-in': 'POST /users/login',
  'sign-up': 'POST /users',
  static: 'static files',
};

/** What is no route: one label and one bucket an address, whatever strangers make up. */
export const UNMATCHED = 'unmatched';
export const UNLIMITED: ReadonlySet<string> = new Set(HEALTH_PATHS);

/** The mode that operators have set a policy to. */
export function modeOf(limits: Limits, policyName: string) {
  return limits.modeOf(policyName)?.mode ?? 'enforce';
}

/** What limits a request; `undefined` for what nothing does. */
export function askedOf(request: FastifyRequest, { policies }: Limits): PolicyPlace | undefined {
  const { url, config } = request.routeOptions;
  if (url === undefined) return { policy: policies.default, endpoint: UNMATCHED };
  if (UNLIMITED.has(url)) return undefined;
  return { policy: policies[config.limit ?? 'default'], endpoint: endpointOf(request.method, url, config) };
}

/** Under which name a route's buckets are kept. */
export function endpointOf(method: string, url: string, { limit }: FastifyContextConfig): string {
  const shared = limit === undefined ? undefined : SHARED_ENDPOINTS[limit];
  // HEAD is the same work as GET, and must not have a limit of its own.
  return shared ?? `${method === 'HEAD' ? 'GET' : method} ${url}`;
}
