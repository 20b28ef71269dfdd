import { PrimeCheckSchema, ProblemSchema } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
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
        params: IdParamsSchema,
        response: { 200: PrimeCheckSchema, 404: ProblemSchema },
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
