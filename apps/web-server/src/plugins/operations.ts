import { HEALTH_PATHS, healthResponse, type ObservedService } from '@ballast/runtime';
import type { FastifyInstance } from 'fastify';

/** `/livez`, `/readyz`, `/health` and `/metrics`, the same as on every process. */
export function registerOperations(app: FastifyInstance, service: ObservedService): void {
  for (const path of HEALTH_PATHS) {
    app.get(path, { schema: { hide: true } }, async (request, reply) => {
      const answer = await healthResponse(service, path, request.ip);
      if (answer === undefined) return reply.callNotFound();
      return reply.code(answer.status).type(answer.contentType).serializer(String).send(answer.body);
    });
  }
}
