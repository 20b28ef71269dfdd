import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { endSessions } from '../../accounts/end-sessions.ts';
import type { RefusedSignIns } from '../../identity/refused-sign-ins.ts';
import { clearSessionCookie } from '../../identity/session-cookies.ts';
import { problemResponses, SIGNED_OUT } from '../../plugins/response-schemas.ts';
import { FOR_OPERATORS, FOR_USERS } from '../../plugins/security-schemes.ts';
import { actorFor, noSuchUser, UserIdSchema, WHOSE_ACCOUNT } from './may-act-for.ts';

export interface EndSessionsDeps {
  readonly accounts: Accounts;
  readonly refused: RefusedSignIns;
}

/**
 * `DELETE /users/:id/sessions`: signs a user out everywhere. What ends one session needs its cookie, which is of no use to
 * who has lost it.
 */
export const endSessionsRoute: FastifyPluginAsyncZod<EndSessionsDeps> = async (app, { accounts, refused }) => {
  app.delete(
    '/users/:id/sessions',
    {
      config: { changesCookies: true },
      schema: {
        summary: 'Sign out everywhere',
        description: `${WHOSE_ACCOUNT} Ends all sessions, every token that was made from them, and links not used yet.`,
        tags: ['accounts'],
        security: [...FOR_USERS, ...FOR_OPERATORS],
        params: UserIdSchema,
        response: { 204: SIGNED_OUT, ...problemResponses(400, 401, 403, 404, 415, 503) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const actor = await actorFor(request, id, refused);
      if (!(await endSessions(accounts, { userId: id, actor: actor.name }))) throw noSuchUser();
      if (actor.isOneself) clearSessionCookie(reply, 'user');
      return reply.code(204).send(null);
    },
  );
};
