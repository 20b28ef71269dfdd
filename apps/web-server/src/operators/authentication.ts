import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import { CHALLENGE } from '../identity/identity.ts';
import type { RefusedSignIns } from '../identity/refused-sign-ins.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import { problemResponses } from '../plugins/response-schemas.ts';
import { FOR_OPERATORS } from '../plugins/security-schemes.ts';
import type { Role } from './admin-keys.ts';
import { assertRole } from './assert-role.ts';
import { isFromThisMachine } from './is-from-this-machine.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may use the route. */
    role?: Role;
    /** Whether a caller on this machine needs no key. */
    openToThisMachine?: boolean;
  }
}

/**
 * Lets nobody through to the routes of `app` (an encapsulated instance) but the holders of a key with the role that each
 * route names. It is checked before anything of the body is read; a route that names no role does not start.
 */
export function requireKeys(app: FastifyInstance, refused: RefusedSignIns): void {
  app.addHook('onRoute', (route) => {
    const { role, openToThisMachine = false } = (route.config ?? {}) as FastifyContextConfig;
    if (role === undefined) throw new TypeError(`${route.method} ${route.url} does not say which role may use it`);
    if (route.schema === undefined) return;
    Object.assign(route.schema, {
      security: openToThisMachine ? [...FOR_OPERATORS, {}] : FOR_OPERATORS,
      description: `Role: ${role}${openToThisMachine ? ', or a caller on the same machine' : ''}.`,
      response: { ...(route.schema.response as object), ...problemResponses(401, 403, 503) },
    });
  });
  app.addHook('onRequest', async (request) => {
    const { role = 'admin', openToThisMachine = false } = request.routeOptions.config;
    if (request.operator === null) {
      if (openToThisMachine && isFromThisMachine(request)) return;
      throw new ProblemError('unauthorized', 'Send an admin key as `Authorization: Bearer <key>`.', {
        challenge: CHALLENGE,
      });
    }
    await assertRole(refused, request, request.operator, role);
  });
}

/** The name that the audit log keeps. */
export function actorOf(request: FastifyRequest): string {
  // A route that writes is open to nobody without a key.
  if (request.operator === null) throw new TypeError('this request has no operator');
  return request.operator.name;
}
