import { type Check, type Decision, type PolicyPlace, RateLimitError } from '@ballast/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { claimOf } from '../identity/claims.ts';
import { problemResponses } from '../plugins/response-schemas.ts';
import {
  ANY_ENDPOINT,
  addressCheck,
  type CheckDeps,
  checksOf,
  MAILS_ENDPOINT,
  mailChecksOf,
  type Wanted,
} from './checks-of.ts';
import { exemptionOf } from './exceptions.ts';
import { keepTaken, registerGivingBack } from './give-back.ts';
import { limitHeaders } from './headers.ts';
import type { Limits } from './open-limits.ts';
import type { RoutePolicyName } from './policies.ts';
import { refusalOf } from './refusal.ts';
import { askedOf, endpointOf, modeOf, UNLIMITED, UNMATCHED } from './request-place.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What limits the route; `default` where it does not say. */
    limit?: RoutePolicyName;
    /** Whether the answer must not tell that a limit of the mail's recipient refused: the route looks at `isMailRefused`. */
    hidesRecipient?: boolean;
  }
  interface FastifyRequest {
    /** The limit that waits for the body to be read and checked, since what is asked for decides what it costs. */
    pendingLimit: PolicyPlace | null;
    /** Its limit was looked at, or is going to be; what was refused before that is charged on its way out. */
    isCounted: boolean;
    /** No mail is to be sent, and nobody is to be told. */
    isMailRefused: boolean;
    /**
     * Charges a mail that only the route knows will be sent. Where the request itself is charged for it, there is no need.
     *
     * @throws ProblemError when it is refused
     */
    takeMail(recipient: string): Promise<void>;
  }
}

/** Those whose body decides: they are checked once, after it is validated, or when it turns out to be none. */
const AFTER_THE_BODY: ReadonlySet<RoutePolicyName> = new Set(['prime-check', 'sign-in', 'sign-up']);

/** Those that send a mail to whom their body names, if it names somebody. */
const SEND_MAIL: ReadonlySet<RoutePolicyName> = new Set(['prime-check', 'sign-in']);

/**
 * Holds every request to its limits, and says how it stands with them in the headers of every answer. Registered after the
 * callers are identified, and before the routes.
 */
export function registerLimits(app: FastifyInstance, limits: Limits): void {
  const { limiter } = limits;
  app.decorateRequest('pendingLimit', null);
  app.decorateRequest('isCounted', false);
  app.decorateRequest('isMailRefused', false);
  app.decorateRequest('takeMail', async function takeMail(this: FastifyRequest, recipient: string) {
    if (limiter === undefined || exemptionOf(this, limits.whitelist) !== undefined) return;
    const { clientAddress: address, caller } = this;
    const decision = await decide(mailChecksOf({ address, caller }, recipient, depsNow()), this);
    if (decision?.allowed === false) throw refusalOf(decision);
  });
  registerGivingBack(app, limits);
  declareRoutes(app, limits);
  if (limiter === undefined) return;
  const attempts: PolicyPlace = { policy: limits.policies['admin-attempts'], endpoint: ANY_ENDPOINT };

  // Hooks with callbacks, since they run for every request, and most have nothing to wait for.
  app.addHook('onRequest', (request, reply, done) => {
    request.isCounted = true;
    const asked = askedOf(request, limits);
    if (asked === undefined || isExempt(request, asked)) return done();
    const waits = AFTER_THE_BODY.has(request.routeOptions.config.limit ?? 'default');
    if (waits) request.pendingLimit = asked;
    if (waits && !request.hasDeadOperatorCookie) return done();
    holdAtOnce(request, reply, waits ? undefined : asked).then(() => done(), done);
  });

  app.addHook('preHandler', (request, reply, done) => {
    const asked = request.pendingLimit;
    if (asked === null) return done();
    request.pendingLimit = null;
    const { limit = 'default' } = request.routeOptions.config;
    hold(request, reply, asked, wantedOf(request.body, SEND_MAIL.has(limit))).then(() => done(), done);
  });

  // What was refused before its limit was looked at: a body that is no JSON, too large, or not what the route takes;
  // credentials that are none; and what a page of another site sent. A flood of these is refused like any other.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode < 400) return done(null, payload);
    const asked = request.pendingLimit ?? unlookedAt(request, reply);
    if (asked === null) return done(null, payload);
    request.pendingLimit = null;
    charge(request, reply, asked).then((problem) => done(null, problem ?? payload), done);
  });

  /** Charges what was answered with an error. Returns the refusal that takes the answer's place, where it is one. */
  async function charge(request: FastifyRequest, reply: FastifyReply, asked: PolicyPlace): Promise<string | undefined> {
    const decision = await decide(checksFor(request, asked, {}));
    if (decision === undefined) return undefined;
    if (asked === attempts && decision.source === 'closed') limits.unseenGuesses.set(request.clientAddress, decision);
    reply.headers(limitHeaders(decision, Date.now()));
    if (decision.allowed) return undefined;
    const problem = refusalOf(decision);
    reply.code(problem.status).type('application/problem+json').removeHeader('content-length');
    return JSON.stringify(problem.toProblem(request.span?.traceId));
  }

  /**
   * What those are charged to who were refused when it was asked who they are. A token that is over is no guess at a key:
   * it counts as any request of its route.
   */
  function unlookedAt(request: FastifyRequest, reply: FastifyReply): PolicyPlace | null {
    // Without an address it was refused before all of this; 503 is our fault.
    if (request.isCounted || request.clientAddress === '' || reply.statusCode >= 500) return null;
    const isGuess = reply.statusCode === 401 && claimOf(request) === 'key';
    const asked: PolicyPlace | undefined = isGuess ? attempts : askedOf(request, limits);
    return asked === undefined || isExempt(request, asked) ? null : asked;
  }

  /** Nothing holds for who is exempt; where a policy is off, those of others do. */
  function isExempt(request: FastifyRequest, { policy, endpoint }: PolicyPlace): boolean {
    const exemption = exemptionOf(request, limits.whitelist);
    const why = exemption ?? (modeOf(limits, policy.name) === 'off' ? 'off' : undefined);
    if (why === undefined) return false;
    const { buckets } = addressCheck({ policy, endpoint, address: request.clientAddress });
    limiter?.recordBypass({ policy, endpoint, buckets });
    limits.bypasses.note(policy.name, exemption === 'operator' ? `operator ${request.operator?.name}` : why);
    return exemption !== undefined;
  }

  async function hold(request: FastifyRequest, reply: FastifyReply, asked: PolicyPlace, wanted: Wanted): Promise<void> {
    let decision = await decide(checksFor(request, asked, wanted), request);
    if (request.routeOptions.config.hidesRecipient === true && isRecipients(decision)) {
      // Charged and answered as if the mail were sent: nobody learns how often others ask, nor asks for nothing.
      request.isMailRefused = true;
      decision = await decide(checksFor(request, asked, { ...wanted, sparesRecipient: true }), request);
    }
    if (decision !== undefined) tell(reply, decision);
  }

  async function holdAtOnce(
    request: FastifyRequest,
    reply: FastifyReply,
    asked: PolicyPlace | undefined,
  ): Promise<void> {
    // A cookie that is none counts as none; but each cost a look at the database, and somebody sends many of them. It is
    // charged also where the route's own limit refuses: what is known of it decides whether the next one is looked up.
    const refusal = request.hasDeadOperatorCookie && !isExempt(request, attempts) ? await attempt(request) : undefined;
    if (asked !== undefined) await hold(request, reply, asked, {});
    if (refusal !== undefined) tell(reply, refusal);
  }

  async function attempt(request: FastifyRequest): Promise<Decision | undefined> {
    const decision = await decide(checksFor(request, attempts, {}));
    if (decision?.allowed !== false) return undefined;
    if (decision.source !== 'closed') return decision;
    // While Redis is away this one goes on, as anybody's; the next cookie from there is not looked up for a moment.
    limits.unseenGuesses.set(request.clientAddress, decision);
    return undefined;
  }

  function depsNow(): CheckDeps {
    const { policies, services } = limits;
    return { policies, services, globalFactor: limits.capacity().factor, modeOf: (name) => modeOf(limits, name) };
  }

  function checksFor({ clientAddress: address, caller }: FastifyRequest, asked: PolicyPlace, wanted: Wanted): Check[] {
    return checksOf({ ...asked, address, caller }, wanted, depsNow());
  }

  /**
   * The decision that the answer is to tell of; `undefined` where nothing limits the request.
   *
   * @param forWhat the request that what it asks for is charged to, to be given back where nothing comes of it
   */
  async function decide(checks: readonly Check[], forWhat?: FastifyRequest): Promise<Decision | undefined> {
    if (limiter === undefined) throw new RateLimitError('bad_check', 'there is no limiter');
    let told: Decision | undefined;
    let shadow: Decision | undefined;
    for (const check of checks) {
      const decision = await limiter.check(check);
      if (forWhat !== undefined) keepTaken(forWhat, check, decision);
      if (check.shadow === true) {
        // It says how it stands where nothing else does, and refuses nobody.
        shadow ??= { ...decision, allowed: true, retryAfterMs: 0, violated: [] };
        continue;
      }
      told ??= decision;
      if (!decision.allowed) break;
    }
    return told ?? shadow;
  }
}

function isRecipients(decision: Decision | undefined): boolean {
  return decision?.allowed === false && decision.violated.every(({ kind }) => kind === 'email');
}

/** Says how it stands, and throws the refusal where it is one. */
function tell(reply: FastifyReply, decision: Decision): void {
  reply.headers(limitHeaders(decision, Date.now()));
  if (!decision.allowed) throw refusalOf(decision);
}

/** Makes each route's endpoint known to the limiter, and the 429 to the description. */
function declareRoutes(app: FastifyInstance, limits: Limits): void {
  const { policies } = limits;
  limits.declare(policies.default, UNMATCHED);
  limits.declare(policies['admin-attempts'], ANY_ENDPOINT);
  limits.declare(policies.mails, MAILS_ENDPOINT);
  if (policies.service !== undefined) limits.declare(policies.service, ANY_ENDPOINT);
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    if (UNLIMITED.has(route.url)) return;
    routes.push(route);
    const described = route.schema?.response as object | undefined;
    if (described === undefined || route.schema?.hide === true) return;
    Object.assign(route.schema ?? {}, { response: { ...described, ...problemResponses(429) } });
  });
  // Once all are there: what a plugin says of its own routes, it may say after this hook.
  app.addHook('onReady', (done) => {
    for (const { method, url, config = {} } of routes) {
      const { limit = 'default' } = config;
      for (const one of [method].flat()) limits.declare(policies[limit], endpointOf(one, url, config));
    }
    done();
  });
}

/** What a validated body asks for, in the fields that all routes call the same. */
function wantedOf(body: unknown, sendsMail: boolean): Wanted {
  if (typeof body !== 'object' || body === null) return {};
  const { number, email } = body as { number?: unknown; email?: unknown };
  return {
    digits: typeof number === 'string' ? number.length : undefined,
    mailTo: sendsMail && typeof email === 'string' ? email : undefined,
  };
}
