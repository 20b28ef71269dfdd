import {
  DeadLetterGroupListQuerySchema,
  DeadLetterGroupListSchema,
  DeadLetterGroupSchema,
  GroupChangeBodySchema,
} from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { changeGroup, listGroups } from '@ballast/dead-letters';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { actorOf } from '../../operators/authentication.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const tags = ['dead letters'];
const DEFAULT_LIMIT = 50;

/** `GET /api/dlq/groups`, and `POST /api/dlq/groups/:fingerprint` to resolve, ignore or reopen one. */
export const groupsRoutes: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/api/dlq/groups',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Letters that failed in the same way, the largest groups first',
        tags,
        querystring: DeadLetterGroupListQuerySchema,
        response: { 200: DeadLetterGroupListSchema, ...problemResponses(400) },
      },
    },
    async (request) => {
      const { status = 'active', limit = DEFAULT_LIMIT } = request.query;
      return { items: await listGroups(db, { status, limit }) };
    },
  );

  app.post(
    '/api/dlq/groups/:fingerprint',
    {
      config: { role: 'operator' },
      schema: {
        summary: 'Resolve, ignore or reopen a group',
        tags,
        params: z.object({ fingerprint: z.string().toLowerCase() }),
        body: GroupChangeBodySchema,
        response: { 200: DeadLetterGroupSchema, ...problemResponses(400, 404, 409, 413, 415) },
      },
    },
    (request) => {
      const { status, ignore_until_per_hour, reason } = request.body;
      const change = { status, ignoreUntilPerHour: ignore_until_per_hour, actor: actorOf(request), reason };
      return changeGroup(db, request.params.fingerprint, change);
    },
  );
};
