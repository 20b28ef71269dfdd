import { DeadLetterListQuerySchema, DeadLetterListSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { searchLetters } from '@ballast/dead-letters';
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
      const { status, subject, type, group, cursor, limit } = request.query;
      return searchLetters(db, {
        query: { kind: 'all' },
        status,
        subject,
        type,
        group,
        before: cursor,
        limit: limit ?? DEFAULT_LIMIT,
      });
    },
  );
};
