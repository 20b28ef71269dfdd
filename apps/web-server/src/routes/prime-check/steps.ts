import { PrimeCheckStepsSchema } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { readSteps, type UrlTemplates } from '../../prime-checks/read-steps.ts';
import { assertFindable, IdParamsSchema, noSuchRequest } from './id-params.ts';

export interface PrimeCheckStepsDeps {
  readonly db: Database;
  readonly templates: UrlTemplates;
}

/** `GET /prime-check/:id/steps`: when a request passed the steps of its way. Operators have the whole timeline. */
export const primeCheckStepsRoute: FastifyPluginAsyncZod<PrimeCheckStepsDeps> = async (app, { db, templates }) => {
  app.get(
    '/prime-check/:id/steps',
    {
      schema: {
        summary: 'When one request was accepted, published, checked and mailed',
        tags: ['prime checks'],
        params: IdParamsSchema,
        response: { 200: PrimeCheckStepsSchema, ...problemResponses(404, 503) },
      },
    },
    async (request) => {
      assertFindable(request.params.id);
      const steps = await readSteps(db, request.params.id, templates);
      if (steps === undefined) throw noSuchRequest();
      return steps;
    },
  );
};
