import { DlqStatsQuerySchema, DlqStatsSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { readDlqStats } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problemResponses } from '../../plugins/response-schemas.ts';

const DEFAULT_HOURS = 24;

/** `GET /api/dlq/stats`. */
export const dlqStatsRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/stats',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'How many dead letters there are, and how they came in',
        tags: ['dead letters'],
        querystring: DlqStatsQuerySchema,
        response: { 200: DlqStatsSchema, ...problemResponses(400) },
      },
    },
    (request) => readDlqStats(db, request.query.hours ?? DEFAULT_HOURS),
  );
};
