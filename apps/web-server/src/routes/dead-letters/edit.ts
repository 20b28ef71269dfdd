import { EditAnswerSchema, EditBodySchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { editLetter } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../operators/authentication.ts';
import { EDIT_BYTES } from '../../operators/body-limit.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

/** `POST /api/dlq/messages/:id/edit`: what the next redrive sends instead, checked against its contract. */
export const editLetterRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.post(
    '/api/dlq/messages/:id/edit',
    {
      config: { role: 'operator' },
      bodyLimit: EDIT_BYTES,
      schema: {
        summary: 'Edit a dead letter, and send it where that is asked for',
        tags: ['dead letters'],
        params: z.object({ id: z.string() }),
        body: EditBodySchema,
        response: { 200: EditAnswerSchema, ...problemResponses(400, 404, 409, 413, 415, 422) },
      },
    },
    (request) => {
      const { payload, redrive, dry_run, reason } = request.body;
      const { id } = request.params;
      return editLetter(db, { letter: id, payload, redrive, dryRun: dry_run, actor: actorOf(request), reason });
    },
  );
};
