import { HealthSchema } from '@ballast/contracts';
import { HEALTH_PATHS, healthResponse, isForwarded, type ObservedService } from '@ballast/runtime';
import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import { z } from 'zod';

const text = (description: string, type = 'text/plain') => ({
  description,
  content: { [type]: { schema: z.string() } },
});
const healthReport = (description: string) => ({
  description,
  content: { 'application/json': { schema: HealthSchema } },
});

const tags = ['operations'];
const SCHEMA: Record<(typeof HEALTH_PATHS)[number], FastifySchema> = {
  '/livez': {
    summary: 'Whether the process is alive; touches no dependency',
    tags,
    response: { 200: text('It is'), 503: text('It should be restarted') },
  },
  '/readyz': {
    summary: 'Whether requests should be sent here',
    tags,
    response: { 200: text('They should'), 503: text('They should not: starting, ending, or without its database') },
  },
  '/health': {
    summary: 'Each dependency and how long it took to answer',
    tags,
    response: { 200: healthReport('ok or degraded'), 503: healthReport('down') },
  },
  '/metrics': {
    summary: 'Metrics for Prometheus',
    tags,
    response: {
      200: text('In the OpenMetrics format', 'application/openmetrics-text'),
      403: text('Not for this address: see METRICS_ALLOWED_CIDRS'),
    },
  },
};

/** `/livez`, `/readyz`, `/health` and `/metrics`, the same as on every process. */
export function registerOperations(app: FastifyInstance, service: ObservedService): void {
  for (const path of HEALTH_PATHS) {
    app.get(path, { config: { sameForAll: true }, schema: SCHEMA[path] }, async (request, reply) => {
      const answer = await healthResponse(service, path, addressOf(request));
      if (answer === undefined) return reply.callNotFound();
      return reply.code(answer.status).type(answer.contentType).serializer(String).send(answer.body);
    });
  }
}

/**
 * The client's address; none where a proxy passed the request on and it is not known for whom: one that TRUSTED_PROXY_CIDRS
 * does not name, or that names no client. Its own address may be a private one, to which `/metrics` would answer.
 */
function addressOf(request: FastifyRequest): string | undefined {
  const isProxys = request.ip === request.socket.remoteAddress;
  return isProxys && isForwarded(request.headers) ? undefined : request.ip;
}
