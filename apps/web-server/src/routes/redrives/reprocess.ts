import { ReprocessAnswerSchema, ReprocessBodySchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { createRedriveJob } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { actorOf } from '../../operators/authentication.ts';
import { ID_LIST_BYTES } from '../../operators/body-limit.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

/** `POST /api/dlq/reprocess`: a job out of the letters that are named; each that is refused is told with its reason. */
export const reprocessRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.post(
    '/api/dlq/reprocess',
    {
      config: { role: 'operator' },
      bodyLimit: ID_LIST_BYTES,
      schema: {
        summary: 'Send dead letters again',
        tags: ['redrives'],
        body: ReprocessBodySchema,
        response: { 202: ReprocessAnswerSchema, ...problemResponses(400, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const { message_ids, override_delay, force, reason } = request.body;
      const { job, accepted, refused } = await createRedriveJob(db, {
        selection: { ids: message_ids },
        operator: actorOf(request),
        reason,
        delaySeconds: override_delay,
        force,
      });
      return reply
        .code(202)
        .send({ job_id: job?.id ?? null, accepted: [...accepted], refused: refused.map((one) => ({ ...one })) });
    },
  );
};
