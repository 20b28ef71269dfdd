import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../plugins/problem-error.ts';
import { problemResponses } from '../plugins/response-schemas.ts';
import { type AdminKey, findOperator, mayAct, type Operator, type Role } from './admin-keys.ts';
import { isFromThisMachine } from './is-from-this-machine.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The least role that may use the route. */
    role?: Role;
    /** Whether a caller on this machine needs no key. */
    openToThisMachine?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; null only on this machine, where a route is open to it. */
    operator: Operator | null;
  }
}

/** The name under which the description speaks of the key. */
export const SECURITY_SCHEME = 'adminKey';

const CHALLENGE = 'Bearer realm="ballast"';

/**
 * Lets nobody through to the routes of `app` (an encapsulated instance) but the holders of a key with the role that each
 * route names. It is checked before anything of the body is read; a route that names no role does not start.
 */
export function requireKeys(app: FastifyInstance, keys: readonly AdminKey[]): void {
  app.decorateRequest('operator', null);
  app.addHook('onRoute', (route) => {
    const { role, openToThisMachine = false } = (route.config ?? {}) as FastifyContextConfig;
    if (role === undefined) throw new TypeError(`${route.method} ${route.url} does not say which role may use it`);
    if (route.schema === undefined) return;
    Object.assign(route.schema, {
      security: openToThisMachine ? [{ [SECURITY_SCHEME]: [] }, {}] : [{ [SECURITY_SCHEME]: [] }],
      description: `Role: ${role}${openToThisMachine ? ', or a caller on the same machine' : ''}.`,
      response: { ...(route.schema.response as object), ...problemResponses(401, 403, 503) },
    });
  });
  app.addHook('onRequest', async (request) => {
    const { role = 'admin', openToThisMachine = false } = request.routeOptions.config;
    request.operator = authenticate(request, keys, openToThisMachine);
    if (request.operator === null || mayAct(request.operator.role, role)) return;
    const { name, role: held } = request.operator;
    throw new ProblemError('forbidden', `This needs the role ${role}; the key of ${name} has the role ${held}.`);
  });
}

/** The name that the audit log keeps. */
export function actorOf(request: FastifyRequest): string {
  // A route that writes is open to nobody without a key.
  if (request.operator === null) throw new TypeError('this request has no operator');
  return request.operator.name;
}

function authenticate(request: FastifyRequest, keys: readonly AdminKey[], openToThisMachine: boolean): Operator | null {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    if (openToThisMachine && isFromThisMachine(request)) return null;
    throw new ProblemError('unauthorized', 'Send an admin key as `Authorization: Bearer <key>`.', {
      challenge: CHALLENGE,
    });
  }
  const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const operator = key === undefined ? undefined : findOperator(keys, key);
  if (operator !== undefined) return operator;
  throw new ProblemError('unauthorized', 'This key is not known.', {
    challenge: `${CHALLENGE}, error="invalid_token"`,
  });
}
