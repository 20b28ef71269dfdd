import { LetterCountQuerySchema, LetterCountSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { countMatching, parseQuery } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problemResponses } from '../../plugins/response-schemas.ts';

/** `GET /api/dlq/messages/count`: how many letters a search finds, before something is done to all of them. */
export const countLettersRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/messages/count',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Count the dead letters that a search finds',
        tags: ['dead letters'],
        querystring: LetterCountQuerySchema,
        response: { 200: LetterCountSchema, ...problemResponses(400) },
      },
    },
    async (request) => {
      const { q, ...filter } = request.query;
      return countMatching(db, parseQuery(q ?? ''), filter);
    },
  );
};
