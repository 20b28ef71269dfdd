import { DeadLetterListQuerySchema, DeadLetterListSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { parseQuery, searchLetters } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problemResponses } from '../../plugins/response-schemas.ts';

const DEFAULT_LIMIT = 50;

/** `GET /api/dlq/messages`: letters that a search finds, newest first, a page at a time. */
export const listLettersRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/messages',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Search dead letters',
        tags: ['dead letters'],
        querystring: DeadLetterListQuerySchema,
        response: { 200: DeadLetterListSchema, ...problemResponses(400) },
      },
    },
    async (request) => {
      const { q, cursor, limit, ...filter } = request.query;
      const query = parseQuery(q ?? '');
      return searchLetters(db, { ...filter, query, before: cursor, limit: limit ?? DEFAULT_LIMIT });
    },
  );
};
