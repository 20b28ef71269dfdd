import { PrimeCheckListQuerySchema, PrimeCheckListSchema } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { ownerOf } from '../../identity/caller.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { FOR_USERS_TOO } from '../../plugins/security-schemes.ts';
import { listPrimeChecks } from '../../prime-checks/list-prime-checks.ts';

const DEFAULT_LIMIT = 50;

/**
 * `GET /prime-check` and its alias `/prime-check-list`: newest first, a page at a time. A user's or a service's
 * own; for nobody, what was asked for by nobody.
 */
export const listPrimeChecksRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  for (const url of ['/prime-check', '/prime-check-list']) {
    app.get(
      url,
      {
        config: { limit: 'prime-check-list' },
        schema: {
          summary: 'Requests, newest first: a user’s or a service’s own, or those of nobody',
          security: FOR_USERS_TOO,
          tags: ['prime checks'],
          querystring: PrimeCheckListQuerySchema,
          response: { 200: PrimeCheckListSchema, ...problemResponses(400, 503) },
        },
      },
      async (request) => {
        const { status, is_prime, number, cursor, limit } = request.query;
        return listPrimeChecks(db, {
          owner: ownerOf(request.caller),
          status,
          isPrime: is_prime === undefined ? undefined : is_prime === 'true',
          number,
          before: cursor,
          limit: limit ?? DEFAULT_LIMIT,
        });
      },
    );
  }
};
