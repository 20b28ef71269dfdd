import { setTimeout as pause } from 'node:timers/promises';
import { AskForLinkBodySchema } from '@ballast/contracts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { askForLink } from '../../accounts/ask-for-link.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

/** Answers leave at multiples of this time: a look-up and a transaction both fit into the first one, load aside. */
const STEP_MS = 250;

const AskedSchema = z.object({ message: z.string() });
const ASKED = { message: 'If this address has an account, a link to sign in is on its way.' };

/**
 * `POST /users/login`: sends a link to sign in. Neither the answer nor the time it takes tells whether the address has an
 * account.
 */
export const askForLinkRoute: FastifyPluginAsyncZod<{ accounts: Accounts }> = async (app, { accounts }) => {
  app.post(
    '/users/login',
    {
      config: { limit: 'sign-in', hidesRecipient: true },
      schema: {
        summary: 'Ask for a link to sign in',
        description:
          'Always the same answer. The link works once, for a quarter of an hour unless it is set otherwise.',
        tags: ['accounts'],
        body: AskForLinkBodySchema,
        response: { 202: AskedSchema, ...problemResponses(400, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const startedAt = performance.now();
      if (!request.isMailRefused) await askForLink(accounts, request.body.email, request.log);
      await pause(untilNextStep(performance.now() - startedAt));
      return reply.code(202).send(ASKED);
    },
  );
};

function untilNextStep(tookMs: number): number {
  return Math.ceil(tookMs / STEP_MS) * STEP_MS - tookMs;
}
