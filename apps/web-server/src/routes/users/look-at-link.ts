import { maskAddress } from '@ballast/addresses';
import { SignInLinkSchema } from '@ballast/contracts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { findLink } from '../../accounts/find-link.ts';
import { readUser } from '../../accounts/read-user.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

const ParamsSchema = z.object({ token: z.string().describe('From the link in the mail') });

/**
 * `GET /api/sign-in-links/:token`: whom a link signs in, masked, and nothing is used up. The page of the link shows it before
 * its button is pressed: whoever was sent a link of somebody else's sees that it is not the own account.
 */
export const lookAtLinkRoute: FastifyPluginAsyncZod<{ accounts: Accounts }> = async (app, { accounts }) => {
  app.get(
    '/api/sign-in-links/:token',
    {
      schema: {
        summary: 'Whom a link signs in',
        tags: ['accounts'],
        params: ParamsSchema,
        response: { 200: SignInLinkSchema, ...problemResponses(404, 503) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      const link = await findLink(accounts, request.params.token);
      const user = link?.isOpen === true ? await readUser(accounts, link.userId) : undefined;
      if (user === undefined) throw noSuchLink();
      return { recipient: maskAddress(user.email) };
    },
  );
};

export function noSuchLink(): ProblemError {
  return new ProblemError('not_found', 'This link does not work, or no longer: ask for a new one.');
}
