import { ViewBodySchema, ViewListSchema, ViewSchema } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { changeView, createView, deleteView, listViews } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../operators/authentication.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['dead letters'];
const params = z.object({ name: z.string() });

/** `/api/dlq/views`: searches with a name, shared by all operators. */
export const viewsRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/views',
    {
      config: { role: 'viewer' },
      schema: { summary: 'Saved searches', tags, response: { 200: ViewListSchema } },
    },
    async () => ({ items: await listViews(db) }),
  );

  app.post(
    '/api/dlq/views',
    {
      config: { role: 'operator' },
      schema: {
        summary: 'Save a search',
        tags,
        body: ViewBodySchema,
        response: { 201: ViewSchema, ...problemResponses(400, 409, 413, 415) },
      },
    },
    async (request, reply) => reply.code(201).send(await createView(db, request.body, { actor: actorOf(request) })),
  );

  app.put(
    '/api/dlq/views/:name',
    {
      config: { role: 'operator' },
      schema: {
        summary: 'Change a saved search, or its name',
        tags,
        params,
        body: ViewBodySchema,
        response: { 200: ViewSchema, ...problemResponses(400, 404, 409, 413, 415) },
      },
    },
    (request) => changeView(db, request.params.name, request.body, { actor: actorOf(request) }),
  );

  app.delete(
    '/api/dlq/views/:name',
    {
      config: { role: 'operator' },
      schema: {
        summary: 'Delete a saved search; answers with those that are left',
        tags,
        params,
        response: { 200: ViewListSchema, ...problemResponses(404) },
      },
    },
    async (request) => {
      await deleteView(db, request.params.name, { actor: actorOf(request) });
      return { items: await listViews(db) };
    },
  );
};
