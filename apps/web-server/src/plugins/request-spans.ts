import { HEALTH_PATHS } from '@ballast/runtime';
import { type Logger, type OpenSpan, openSpan } from '@ballast/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { traceParent } from './trace-parent.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's span; null for what nobody traces: probes, and streams that last as long as their visitor. */
    span: OpenSpan | null;
    /** What it failed with, for the span. */
    failure: Error | null;
  }
}

const SLOW_MS = 1_000;
const UNTRACED = new Set<string>(HEALTH_PATHS);

/**
 * Makes a span of each request, active in every hook and handler from here on. It says the method, the route's template and the
 * status, and nothing that a client chose: no path, no query, no address. Registered before all other hooks.
 */
export function registerRequestSpans(app: FastifyInstance, logger: Logger): void {
  const tellsAll = logger.isLevelEnabled('debug');
  app.decorateRequest('span', null);
  app.decorateRequest('failure', null);

  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route !== undefined && (UNTRACED.has(route) || route.endsWith('/events'))) return done();
    request.span = openSpan(route === undefined ? request.method : `${request.method} ${route}`, {
      kind: 'server',
      stranger: traceParent(request),
    });
    return request.span.run(done);
  });
  app.addHook('onError', (request, _reply, error, done) => {
    request.failure = error;
    done();
  });
  // Called as well when the client has gone before its answer was out.
  app.addHook('onResponse', (request, reply, done) => {
    const { span } = request;
    if (span === null) return done();
    if (tellsAll || reply.elapsedTime >= SLOW_MS) span.run(() => logAnswer(request, reply));
    span.end(span.isRecorded ? endOf(request, reply) : {});
    return done();
  });
}

/** A line of each request would fill the disk with what the metrics count: of those that took long only, save for debugging. */
function logAnswer(request: FastifyRequest, reply: FastifyReply): void {
  const { url = 'unmatched' } = request.routeOptions;
  const durationMs = Math.round(reply.elapsedTime);
  const about = { operation: `${request.method} ${url}`, status: reply.statusCode, duration_ms: durationMs };
  if (durationMs >= SLOW_MS) request.log.info(about, 'answered slowly');
  else request.log.debug(about, 'answered');
}

function endOf(request: FastifyRequest, { statusCode }: FastifyReply): Parameters<OpenSpan['end']>[0] {
  const route = request.routeOptions.url;
  const attributes = {
    'http.request.method': request.method,
    'url.scheme': request.protocol,
    ...(route !== undefined && { 'http.route': route }),
    'http.response.status_code': statusCode,
  };
  if (statusCode < 500) return { attributes };
  return { attributes: { ...attributes, 'error.type': String(statusCode) }, failure: request.failure ?? statusCode };
}
