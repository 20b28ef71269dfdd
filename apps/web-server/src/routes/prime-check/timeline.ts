import { TimelineSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { readTimeline } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { assertFindable, IdParamsSchema, noSuchRequest } from './id-params.ts';

/** `GET /prime-check/:id/timeline`: all that has happened to a request and its mails; also by a mail's own id. */
export const primeCheckTimelineRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/prime-check/:id/timeline',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'What has happened to a request, oldest first',
        tags: ['dead letters'],
        params: IdParamsSchema,
        response: { 200: TimelineSchema, ...problemResponses(404) },
      },
    },
    async (request) => {
      assertFindable(request.params.id);
      const timeline = await readTimeline(db, request.params.id);
      if (timeline === undefined) throw noSuchRequest();
      return timeline;
    },
  );
};
