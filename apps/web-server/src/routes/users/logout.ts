import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { endSession } from '../../identity/end-session.ts';
import { clearSessionCookie } from '../../identity/session-cookies.ts';
import { problemResponses, SIGNED_OUT } from '../../plugins/response-schemas.ts';
import { FOR_USERS_TOO } from '../../plugins/security-schemes.ts';

/** `POST /users/logout`: ends the session of the cookie or of the token. Who has none is signed out already. */
export const logoutRoute: FastifyPluginAsyncZod<{ accounts: Accounts }> = async (app, { accounts }) => {
  app.post(
    '/users/logout',
    {
      config: { changesCookies: true },
      schema: {
        summary: 'Sign out',
        description: 'Ends the session, its cookie and every token that was made from it.',
        tags: ['accounts'],
        security: FOR_USERS_TOO,
        response: { 204: SIGNED_OUT, ...problemResponses(401, 403, 415, 503) },
      },
    },
    async ({ caller }, reply) => {
      if (caller.kind === 'user') await endSession(accounts, { id: caller.sessionId, actor: `user:${caller.userId}` });
      clearSessionCookie(reply, 'user');
      return reply.code(204).send(null);
    },
  );
};
