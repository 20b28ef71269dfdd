import { HEALTH_PATHS, healthResponse, isForwarded, type ObservedService } from '@ballast/runtime';
import type { FastifyInstance } from 'fastify';
import { type HubHealth, hubHealth } from '../hub-health.ts';

/** `/livez`, `/readyz`, `/health` and `/metrics`, as on every process; `/health` says besides what HealthCheck says. */
export function registerOperations(app: FastifyInstance, service: ObservedService): void {
  for (const path of HEALTH_PATHS) {
    app.get(path, async ({ headers, socket }, reply) => {
      // No proxy is known here: whom it asks for cannot be told, and `/metrics` is not for everybody.
      const client = isForwarded(headers) ? undefined : socket.remoteAddress;
      const answer = await healthResponse(service, path, client);
      if (answer === undefined) return reply.callNotFound();
      const body = path === '/health' ? withHub(answer.body, await hubHealth(service)) : answer.body;
      return reply.code(answer.status).type(answer.contentType).header('cache-control', 'no-store').send(body);
    });
  }
}

function withHub(body: string, { healthy, redisStatus, uptimeSeconds }: HubHealth): string {
  return JSON.stringify({
    healthy,
    ...(JSON.parse(body) as object),
    redis_status: redisStatus,
    uptime_seconds: uptimeSeconds,
  });
}
