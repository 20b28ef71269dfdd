import type { Metrics } from '@ballast/telemetry';
import type { FastifyInstance } from 'fastify';

const UNMATCHED = 'unmatched';

/**
 * Counts and times requests by route template: never by path, which a stranger could make up without end. What is no
 * route is one series a status, whatever its method.
 */
export function registerRequestMetrics(app: FastifyInstance, metrics: Metrics): void {
  const requests = metrics.counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered',
    labels: { method: [], route: [], status: [] },
  });
  const duration = metrics.histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request’s arrival to the end of its answer, in seconds',
    labels: { method: [], route: [] },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? UNMATCHED;
    const method = route === UNMATCHED ? 'any' : request.method;
    requests.inc({ method, route, status: String(reply.statusCode) });
    // An event stream's duration is the visitor's patience, not ours.
    if (!route.endsWith('/events')) duration.observe({ method, route }, reply.elapsedTime / 1000);
  });
}
