import { DeadLetterDetailSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { readLetterDetail } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

export interface GetLetterDeps {
  readonly db: Database;
  readonly traceUrlTemplate: string | undefined;
}

/** `GET /api/dlq/messages/:id`: a letter, by its own id or its message's, with all that has happened to the message. */
export const getLetterRoute: FastifyPluginAsyncZod<GetLetterDeps> = async (app, { db, traceUrlTemplate }) => {
  app.get(
    '/api/dlq/messages/:id',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'One dead letter, with its message and its history',
        tags: ['dead letters'],
        params: z.object({ id: z.string() }),
        response: { 200: DeadLetterDetailSchema, ...problemResponses(404) },
      },
    },
    async (request) => {
      const letter = await readLetterDetail(db, request.params.id, { traceUrlTemplate });
      if (letter === undefined) throw new ProblemError('not_found', 'No dead letter has this id, nor its message.');
      return letter;
    },
  );
};
