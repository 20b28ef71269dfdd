import { METRICS, type Metrics } from '@ballast/telemetry';
import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify';
import { routeLabel, UNMATCHED } from './route-label.ts';

/** An answer without its body is the same work. */
const METHOD: Readonly<Record<string, string>> = { HEAD: 'GET' };

/**
 * Counts and times requests by what `routeLabel` calls their route. What is no route is one series a status, whatever its
 * method. A route's series exist before the first request, with the answers that it describes itself.
 */
export function registerRequestMetrics(app: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.counter(METRICS.http.requests);
  const duration = metrics.histogram(METRICS.http.duration);
  duration.zero({ method: 'any', route: UNMATCHED });
  for (const status of ['404', '429']) requests.inc({ method: 'any', route: UNMATCHED, status }, 0);

  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  // A route's own plugin may say what it is only after this one has heard of it, so they are named when all is registered.
  app.addHook('onReady', async () => {
    for (const { method, url, config, schema } of routes) {
      const route = routeLabel(url, config);
      for (const one of [method].flat().filter((name) => name !== 'HEAD' && name !== 'OPTIONS')) {
        for (const status of [...answersOf(schema), '500']) requests.inc({ method: one, route, status }, 0);
        if (isTimed(url)) duration.zero({ method: one, route });
      }
    }
  });
  // With a callback, since it runs for every request.
  app.addHook('onResponse', (request, reply, done) => {
    const { url, config } = request.routeOptions;
    const route = routeLabel(url, config);
    const method = route === UNMATCHED ? 'any' : (METHOD[request.method] ?? request.method);
    requests.inc({ method, route, status: String(reply.statusCode) });
    if (url === undefined || isTimed(url)) {
      const traceId = request.span?.isRecorded === true ? request.span.traceId : null;
      duration.observe({ method, route }, reply.elapsedTime / 1000, traceId);
    }
    done();
  });
}

/** An event stream's duration is the visitor's patience, not ours. */
function isTimed(url: string): boolean {
  return !url.endsWith('/events');
}

/** The statuses that a route's description names. */
function answersOf(schema: FastifySchema | undefined): string[] {
  return Object.keys((schema?.response as Readonly<Record<string, unknown>> | undefined) ?? {});
}
