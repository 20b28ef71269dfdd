import type { KeyCheck, PlainAddresses } from '@ballast/addresses';
import { SUBJECT } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import { AddressRanges, type Service } from '@ballast/runtime';
import { METRICS } from '@ballast/telemetry';
import { fastifySSE } from '@fastify/sse';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Config } from './config.ts';
import { registerClientAddress } from './identity/client-address.ts';
import { registerIdentity } from './identity/identity.ts';
import { JsonWebTokens } from './identity/json-web-token.ts';
import { RefusedSignIns } from './identity/refused-sign-ins.ts';
import { SessionStore } from './identity/session-store.ts';
import type { Intake } from './intake/intake.ts';
import type { Limits } from './limits/open-limits.ts';
import { registerKnownDenials } from './limits/register-known-denials.ts';
import { registerLimits } from './limits/register-limits.ts';
import type { ChangeFeed } from './live/change-feed.ts';
import { ConnectionLimit } from './live/connection-limit.ts';
import type { NewsChannel } from './live/news-channel.ts';
import type { OperatorFeed } from './live/operator-feed.ts';
import { operatorsRoutes } from './operators/operators.ts';
import { describeCommonAnswers } from './plugins/common-answers.ts';
import { registerDraining } from './plugins/draining.ts';
import { registerOpenApi } from './plugins/open-api.ts';
import { registerOperations } from './plugins/operations.ts';
import { answerClientError, answerFrameworkError, registerProblems } from './plugins/problems.ts';
import { registerRequestMetrics } from './plugins/request-metrics.ts';
import { registerRequestSpans } from './plugins/request-spans.ts';
import { registerWebClient } from './plugins/web-client.ts';
import { accountsRoutes } from './routes/accounts.ts';
import { eventsRoute } from './routes/events.ts';
import { mailStopsRoutes } from './routes/mail-stops/mail-stops.ts';
import { createPrimeCheckRoute } from './routes/prime-check/create.ts';
import { primeCheckEventsRoute } from './routes/prime-check/events.ts';
import { getPrimeCheckRoute } from './routes/prime-check/get.ts';
import { listPrimeChecksRoute } from './routes/prime-check/list.ts';
import { primeCheckStepsRoute } from './routes/prime-check/steps.ts';
import { boundConnections } from './security/connections.ts';
import { registerCrossOrigin } from './security/cross-origin.ts';
import { httpLimits, registerHeadChecks } from './security/http-limits.ts';
import { registerJsonBodies } from './security/json-bodies.ts';
import { takeInTurn } from './security/pipelining.ts';
import { registerPressure } from './security/pressure.ts';
import { registerSecurityHeaders, securityHeaders } from './security/response-headers.ts';
import { registerSecurityTxt } from './security/security-txt.ts';
import { warnOfUntrustedForwarding } from './security/untrusted-forwarding.ts';

export interface AppDeps {
  readonly service: Service<Config>;
  readonly db: Database;
  /** Connections of the operators' own. */
  readonly operatorsDb: Database;
  /** Connections for looking up who asks. */
  readonly sessionsDb: Database;
  readonly intake: Intake;
  readonly keyring: Keyring;
  readonly keyCheck: KeyCheck;
  readonly plainAddresses: PlainAddresses;
  readonly feed: ChangeFeed;
  readonly operatorFeed: OperatorFeed;
  readonly news: NewsChannel;
  readonly limits: Limits;
  /** The folder of the built web client. */
  readonly webClientFolder: string;
}

/** The HTTP application. It neither listens nor reads the environment nor handles signals. */
export async function buildApp(deps: AppDeps): Promise<FastifyInstance> {
  const { service, db, operatorsDb, sessionsDb, intake, keyring, keyCheck, plainAddresses } = deps;
  const { feed, operatorFeed, news, limits } = deps;
  const { config } = service;
  const headers = securityHeaders(config.PUBLIC_URL);
  const app = fastify({
    loggerInstance: service.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    ...httpLimits(config),
    trustProxy: config.TRUSTED_PROXY_CIDRS.length === 0 ? false : config.TRUSTED_PROXY_CIDRS,
    // What comes over an open connection while the server ends is still taken: see `registerDraining`.
    return503OnClosing: false,
    clientErrorHandler: answerClientError(headers.data),
    frameworkErrors: answerFrameworkError(headers.data),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);

  boundConnections(
    app.server,
    {
      max: config.MAX_CONNECTIONS,
      maxPerAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
      proxies: new AddressRanges(config.TRUSTED_PROXY_CIDRS),
    },
    service.metrics,
  );
  takeInTurn(app.server);
  registerJsonBodies(app);
  registerRequestSpans(app, service.logger);
  registerProblems(app);
  registerRequestMetrics(app, service.metrics);
  // From here on the order of the hooks is that of the calls: headers, who asks, what is refused, the routes.
  registerSecurityHeaders(app, headers);
  registerHeadChecks(app);
  await registerCrossOrigin(app, config.CORS_ALLOWED_ORIGINS);
  const registerPressureOnStrangers = await registerPressure(
    app,
    {
      maxEventLoopDelayMs: config.PRESSURE_MAX_EVENT_LOOP_DELAY_MS,
      maxHeapMb: config.PRESSURE_MAX_HEAP_MB,
      maxRssMb: config.PRESSURE_MAX_RSS_MB,
    },
    service.metrics,
  );
  warnOfUntrustedForwarding(app, config.TRUSTED_PROXY_CIDRS);
  registerClientAddress(app);
  registerKnownDenials(app, limits);
  const adminKeys = config.ADMIN_API_KEYS;
  const sessions = new SessionStore(sessionsDb, {
    userIdleMinutes: config.SESSION_USER_IDLE_MINUTES,
    userMaxHours: config.SESSION_USER_MAX_HOURS,
    operatorIdleMinutes: config.SESSION_OPERATOR_IDLE_MINUTES,
    operatorMaxHours: config.SESSION_OPERATOR_MAX_HOURS,
  });
  const tokens = new JsonWebTokens(config.JWT_SECRET);
  const refused = new RefusedSignIns({ db: sessionsDb, logger: service.logger, clock: service.clock });
  await registerIdentity(app, { adminKeys, serviceKeys: config.SERVICE_KEYS, sessions, tokens, refused });
  registerPressureOnStrangers();
  registerLimits(app, limits);
  describeCommonAnswers(app);
  await registerOpenApi(app, headers.descriptionPolicy);
  await app.register(fastifySSE, { heartbeatInterval: config.SSE_HEARTBEAT_MS });
  registerOperations(app, service);
  registerSecurityTxt(app, { contacts: config.SECURITY_CONTACT, publicUrl: config.PUBLIC_URL });

  const connections = new ConnectionLimit({
    max: config.SSE_MAX_CONNECTIONS,
    maxPerClient: config.SSE_MAX_CONNECTIONS_PER_ADDRESS,
  });
  service.metrics.gauge(METRICS.http.eventStreams, (streams) => streams.set(connections.open));
  registerDraining(app, {
    connections,
    delayMs: config.SHUTDOWN_DELAY_SECONDS * 1_000,
    drainMs: (config.SHUTDOWN_GRACE_SECONDS * 1_000) / 2,
  });
  // Called, not registered, where a route has no hook of its own: each scope has classes of its own for requests and replies,
  // and whatever has met several of them is slower for all.
  const routes = app.withTypeProvider<ZodTypeProvider>();
  await createPrimeCheckRoute(routes, { intake, keyring, maxDigits: config.PRIME_CHECK_MAX_DIGITS });
  await listPrimeChecksRoute(routes, { db });
  await getPrimeCheckRoute(routes, { db });
  await primeCheckStepsRoute(routes, {
    db,
    templates: { mail: config.MAIL_URL_TEMPLATE, trace: config.TRACE_URL_TEMPLATE },
  });
  await primeCheckEventsRoute(routes, { feed, connections });
  await eventsRoute(routes, { feed, connections, sessions, recheckMs: config.SSE_HEARTBEAT_MS });
  await accountsRoutes(routes, {
    accounts: {
      db,
      keyring,
      keyCheck,
      sessions,
      linkMinutes: config.SIGN_IN_LINK_MINUTES,
      onMail: () => config.OUTBOX_WAKE_ENABLED && news.notify(SUBJECT.outboxWake),
    },
    tokens,
    tokenTtlSeconds: config.JWT_TTL_SECONDS,
    adminKeys,
    refused,
  });
  await app.register(mailStopsRoutes, { db, keyring });
  await app.register(operatorsRoutes, {
    db: operatorsDb,
    news,
    limits,
    health: service.health,
    plainAddresses,
    keyring,
    refused,
    feed: operatorFeed,
    connections,
    sessions,
    recheckMs: config.SSE_HEARTBEAT_MS,
    traceUrlTemplate: config.TRACE_URL_TEMPLATE,
  });

  await registerWebClient(app, deps.webClientFolder);
  return app;
}
