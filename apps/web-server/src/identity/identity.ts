import { findKey } from '@ballast/runtime';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AdminKey, findOperator, type Operator } from '../operators/admin-keys.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import { ANONYMOUS, type Caller } from './caller.ts';
import { bearerOf, isJsonWebToken } from './claims.ts';
import type { JsonWebTokens } from './json-web-token.ts';
import type { RefusedSignIns } from './refused-sign-ins.ts';
import { assertSameOrigin } from './same-origin.ts';
import type { ServiceKey } from './service-keys.ts';
import { clearSessionCookie, sessionCookie } from './session-cookies.ts';
import type { SessionStore } from './session-store.ts';

export interface IdentityDeps {
  readonly adminKeys: readonly AdminKey[];
  readonly serviceKeys: readonly ServiceKey[];
  readonly sessions: SessionStore;
  readonly tokens: JsonWebTokens;
  readonly refused: RefusedSignIns;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route sets or clears a cookie: a page of another site may not have it called, whoever calls. */
    changesCookies?: boolean;
  }
  interface FastifyRequest {
    /** A cookie that says to be an operator's was looked up, and is none. Each is told once in a while. */
    hasDeadOperatorCookie: boolean;
  }
}

export const CHALLENGE = 'Bearer realm="ballast"';

/**
 * Sets `request.caller` and `request.operator`, before anything of the body is read. What is sent in `Authorization`
 * counts alone, and has to be right; else the cookies do, and one whose session is over counts as none. Costs no query for
 * who sends neither or what can be none, and one for each cookie.
 */
export async function registerIdentity(app: FastifyInstance, deps: IdentityDeps): Promise<void> {
  await app.register(cookie);
  app.decorateRequest('caller');
  app.decorateRequest('operator', null);
  app.decorateRequest('hasDeadOperatorCookie', false);
  app.addHook('onRequest', async (request, reply) => {
    request.caller = ANONYMOUS;
    if (request.is404 || request.routeOptions.config.sameForAll === true) return;
    if (request.routeOptions.config.changesCookies === true) assertSameOrigin(request);
    const { authorization } = request.headers;
    if (authorization !== undefined) await recogniseBearer(request, authorization, deps);
    else await recogniseCookies(request, reply, deps);
  });
}

async function recogniseBearer(request: FastifyRequest, authorization: string, deps: IdentityDeps): Promise<void> {
  const given = bearerOf(authorization);
  const operator = findOperator(deps.adminKeys, given);
  if (operator !== undefined) {
    request.operator = operator;
    return;
  }
  const service = findKey(deps.serviceKeys, given);
  const caller = service === undefined ? await userOfToken(given, deps) : serviceCaller(service);
  if (caller === undefined) {
    // On whatever route: where a key is of no use, it is found out all the same whether it is known. A token whose session
    // is over is no guess.
    if (!isJsonWebToken(given) || request.routeOptions.config.role !== undefined) {
      await deps.refused.note(request.clientAddress);
    }
    throw new ProblemError('unauthorized', 'This key is not known.', {
      challenge: `${CHALLENGE}, error="invalid_token"`,
    });
  }
  request.caller = caller;
}

function serviceCaller({ name, limitPerMinute }: ServiceKey): Caller {
  return { kind: 'service', name, limitPerMinute };
}

async function userOfToken(given: string, { tokens, sessions }: IdentityDeps): Promise<Caller | undefined> {
  const claims = isJsonWebToken(given) ? await tokens.verify(given) : undefined;
  if (claims === undefined) return undefined;
  const session = await sessions.byId(claims.sessionId);
  if (session?.owner.kind !== 'user' || session.owner.userId !== claims.userId) return undefined;
  return { kind: 'user', userId: claims.userId, sessionId: session.id, via: 'token' };
}

async function recogniseCookies(request: FastifyRequest, reply: FastifyReply, deps: IdentityDeps): Promise<void> {
  const user = sessionCookie(request, 'user');
  const operator = sessionCookie(request, 'operator');
  if (user === undefined && operator === undefined) return;
  // Before it is known whether they are worth anything: that must not be told to another site either.
  assertSameOrigin(request);
  if (user !== undefined) {
    const session = await deps.sessions.byToken('user', user);
    if (session?.owner.kind === 'user') {
      request.caller = { kind: 'user', userId: session.owner.userId, sessionId: session.id, via: 'cookie' };
    } else {
      deps.sessions.bury('user', user);
      clearSessionCookie(reply, 'user');
    }
  }
  if (operator !== undefined) {
    request.operator = await operatorOfCookie(operator, deps);
    if (request.operator === null) {
      request.hasDeadOperatorCookie = deps.sessions.bury('operator', operator);
      clearSessionCookie(reply, 'operator');
    }
  }
}

/** A session made from a key is worth what the key is worth now, and nothing once the key is gone. */
async function operatorOfCookie(token: string, { sessions, adminKeys }: IdentityDeps): Promise<Operator | null> {
  const session = await sessions.byToken('operator', token);
  if (session?.owner.kind !== 'operator') return null;
  const { keyHash } = session.owner;
  const key = adminKeys.find(({ hash }) => hash.toString('hex') === keyHash);
  return key === undefined ? null : { name: key.name, role: key.role, sessionId: session.id };
}
