import { METRICS, type Metrics } from '@ballast/telemetry';
import type { FastifyInstance } from 'fastify';

const UNMATCHED = 'unmatched';

/**
 * Counts and times requests by route template: never by path, which a stranger could make up without end. What is no
 * route is one series a status, whatever its method.
 */
export function registerRequestMetrics(app: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.counter(METRICS.http.requests);
  const duration = metrics.histogram(METRICS.http.duration);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? UNMATCHED;
    const method = route === UNMATCHED ? 'any' : request.method;
    requests.inc({ method, route, status: String(reply.statusCode) });
    // An event stream's duration is the visitor's patience, not ours.
    if (!route.endsWith('/events')) duration.observe({ method, route }, reply.elapsedTime / 1000);
  });
}
