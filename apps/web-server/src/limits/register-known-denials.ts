import type { Decision, PolicyPlace } from '@ballast/rate-limit';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { claimOf } from '../identity/claims.ts';
import type { ProblemError } from '../plugins/problem-error.ts';
import { ANY_ENDPOINT, addressCheck } from './checks-of.ts';
import { isWhitelisted } from './exceptions.ts';
import { limitHeaders } from './headers.ts';
import type { Limits } from './open-limits.ts';
import { refusalOf } from './refusal.ts';
import { askedOf, modeOf } from './request-place.ts';

const USER_COOKIE = '__Host-ballast-session=';

/**
 * Refuses an address that this process knows to be denied, before anything is looked up for it. Who seems to bring what an
 * operator or a service has is looked at first: a key, unless so many were wrong that none is compared any more, not even
 * a right one; and an operator's session, unless so many were none. Registered before the callers are identified.
 */
export function registerKnownDenials(app: FastifyInstance, limits: Limits): void {
  const { limiter, whitelist } = limits;
  if (limiter === undefined) return;
  const attempts = { policy: limits.policies['admin-attempts'], endpoint: ANY_ENDPOINT };

  const find = (asked: PolicyPlace, address: string, mayBeUser = false): Decision | undefined =>
    modeOf(limits, asked.policy.name) === 'enforce'
      ? limiter.knownDenial(addressCheck({ ...asked, address }, mayBeUser))
      : undefined;

  // With a callback, since it runs for every request.
  app.addHook('onRequest', (request, reply, done) => {
    if (limiter.knowsNoDenial && limits.unseenGuesses.size === 0) return done();
    const asked = askedOf(request, limits);
    if (asked === undefined || isWhitelisted(request, whitelist)) return done();
    const { clientAddress: address } = request;
    const claim = claimOf(request);
    const guessing = claim === undefined ? undefined : (find(attempts, address) ?? limits.unseenGuesses.get(address));
    const mayPass = claim !== undefined && guessing === undefined;
    const { authorization, cookie } = request.headers;
    const mayBeUser = authorization !== undefined || cookie?.includes(USER_COOKIE) === true;
    const isRefused = claim === 'key' || guessing?.source === 'closed';
    const denial = isRefused ? guessing : mayPass ? undefined : find(asked, address, mayBeUser);
    if (denial === undefined) return done();
    request.isCounted = true;
    return done(refuse(reply, denial));
  });
}

/** Says how it stands, and returns the refusal. */
function refuse(reply: FastifyReply, decision: Decision): ProblemError {
  reply.headers(limitHeaders(decision, Date.now()));
  return refusalOf(decision);
}
