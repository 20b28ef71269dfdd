import { PrimeCheckSchema } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { toPrimeCheck } from '../../prime-checks/prime-check-row.ts';
import { readPrimeCheck } from '../../prime-checks/read-prime-checks.ts';
import { assertFindable, IdParamsSchema, noSuchRequest } from './id-params.ts';

/** `GET /prime-check/:id`: one request as it stands. */
export const getPrimeCheckRoute: FastifyPluginAsyncZod<{ db: Database }> = async (app, { db }) => {
  app.get(
    '/prime-check/:id',
    {
      schema: {
        summary: 'One request',
        tags: ['prime checks'],
        params: IdParamsSchema,
        response: { 200: PrimeCheckSchema, ...problemResponses(404, 503) },
      },
    },
    async (request) => {
      assertFindable(request.params.id);
      const row = await readPrimeCheck(db, request.params.id);
      if (row === undefined) throw noSuchRequest();
      return toPrimeCheck(row);
    },
  );
};
