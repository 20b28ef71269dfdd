import {
  RedriveJobDetailSchema,
  RedriveJobListQuerySchema,
  RedriveJobListSchema,
  RedriveJobQuerySchema,
} from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { listJobs, readJob } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { noSuchJob } from './no-such-job.ts';

const DEFAULT_LIMIT = 50;

/** `GET /api/dlq/jobs` and `GET /api/dlq/jobs/:id`: jobs, and one with its items. */
export const readJobsRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/jobs',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Redrive jobs, newest first',
        tags: ['redrives'],
        querystring: RedriveJobListQuerySchema,
        response: { 200: RedriveJobListSchema, ...problemResponses(400) },
      },
    },
    (request) => listJobs(db, { ...request.query, limit: request.query.limit ?? DEFAULT_LIMIT }),
  );

  app.get(
    '/api/dlq/jobs/:id',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'One redrive job, with a page of its items',
        tags: ['redrives'],
        params: z.object({ id: z.string().toLowerCase() }),
        querystring: RedriveJobQuerySchema,
        response: { 200: RedriveJobDetailSchema, ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT } = request.query;
      const job = await readJob(db, request.params.id, { cursor, limit });
      if (job === undefined) throw noSuchJob();
      return job;
    },
  );
};
