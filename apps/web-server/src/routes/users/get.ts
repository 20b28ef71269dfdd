import { UserSchema } from '@ballast/contracts';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { readUser } from '../../accounts/read-user.ts';
import { CHALLENGE } from '../../identity/identity.ts';
import { mayAct } from '../../operators/admin-keys.ts';
import { ProblemError } from '../../plugins/problem-error.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { FOR_OPERATORS, FOR_USERS } from '../../plugins/security-schemes.ts';

const IdSchema = z.object({ id: z.uuid('is not a user’s id').toLowerCase() });
const DESCRIPTION = 'Oneself, or anybody for an operator of the role admin. Another’s account is not found.';

const schema = {
  tags: ['accounts'],
  description: DESCRIPTION,
  security: [...FOR_USERS, ...FOR_OPERATORS],
  response: { 200: UserSchema, ...problemResponses(400, 401, 403, 404, 503) },
};

/** `GET /users/:id` and `GET /users/get?id=`: one account. */
export const getUserRoute: FastifyPluginAsyncZod<{ accounts: Accounts }> = async (app, { accounts }) => {
  const answer = async (request: FastifyRequest, id: string) => {
    assertMayRead(request, id);
    const user = await readUser(accounts, id);
    if (user === undefined) throw noSuchUser();
    return user;
  };
  app.get(
    '/users/get',
    { schema: { ...schema, summary: 'One account, by a query', querystring: IdSchema } },
    (request) => answer(request, request.query.id),
  );
  app.get(
    // What is no id is no path of ours: `/users/login` has other methods.
    '/users/:id([0-9A-Fa-f-]{36})',
    { schema: { ...schema, summary: 'One account', params: IdSchema } },
    (request) => answer(request, request.params.id),
  );
};

/**
 * Whether there is such an account is told to its owner and to admins. Everybody else gets the answer that an id without an
 * account gets: a 403 would tell the one from the other.
 */
function assertMayRead({ caller, operator }: FastifyRequest, id: string): void {
  if (caller.kind === 'user' && caller.userId === id) return;
  if (operator !== null) {
    if (mayAct(operator.role, 'admin')) return;
    throw new ProblemError(
      'forbidden',
      `This needs the role admin; the key of ${operator.name} has the role ${operator.role}.`,
    );
  }
  if (caller.kind !== 'anonymous') throw noSuchUser();
  throw new ProblemError('unauthorized', 'Sign in first.', { challenge: CHALLENGE });
}

function noSuchUser(): ProblemError {
  return new ProblemError('not_found', 'No account of yours has this id.');
}
