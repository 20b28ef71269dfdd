import type { FastifyInstance } from 'fastify';
import { type AdminKey, findOperator } from '../operators/admin-keys.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import { ANONYMOUS } from './caller.ts';

export interface IdentityDeps {
  readonly adminKeys: readonly AdminKey[];
}

export const CHALLENGE = 'Bearer realm="ballast"';

/** Sets `request.caller` and `request.operator`, before anything of the body is read. */
export function registerIdentity(app: FastifyInstance, deps: IdentityDeps): void {
  app.decorateRequest('caller');
  app.decorateRequest('operator', null);
  app.addHook('onRequest', async (request) => {
    request.caller = ANONYMOUS;
    if (request.is404 || request.routeOptions.config.sameForAll === true) return;
    const { authorization } = request.headers;
    if (authorization === undefined) return;
    const key = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    const operator = key === undefined ? undefined : findOperator(deps.adminKeys, key);
    if (operator === undefined) {
      throw new ProblemError('unauthorized', 'This key is not known.', {
        challenge: `${CHALLENGE}, error="invalid_token"`,
      });
    }
    request.operator = operator;
  });
}
