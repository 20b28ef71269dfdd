import { UserSchema } from '@ballast/contracts';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { readUser } from '../../accounts/read-user.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { FOR_OPERATORS, FOR_USERS } from '../../plugins/security-schemes.ts';
import { assertMayActFor, noSuchUser, UserIdSchema, WHOSE_ACCOUNT } from './may-act-for.ts';

const schema = {
  tags: ['accounts'],
  description: WHOSE_ACCOUNT,
  security: [...FOR_USERS, ...FOR_OPERATORS],
  response: { 200: UserSchema, ...problemResponses(400, 401, 403, 404, 503) },
};

/** `GET /users/:id` and `GET /users/get?id=`: one account. */
export const getUserRoute: FastifyPluginAsyncZod<{ accounts: Accounts }> = async (app, { accounts }) => {
  const answer = async (request: FastifyRequest, id: string) => {
    assertMayActFor(request, id);
    const user = await readUser(accounts, id);
    if (user === undefined) throw noSuchUser();
    return user;
  };
  app.get(
    '/users/get',
    { schema: { ...schema, summary: 'One account, by a query', querystring: UserIdSchema } },
    (request) => answer(request, request.query.id),
  );
  app.get(
    // What is no id is no path of ours: `/users/login` has other methods.
    '/users/:id([0-9A-Fa-f-]{36})',
    { schema: { ...schema, summary: 'One account', params: UserIdSchema } },
    (request) => answer(request, request.params.id),
  );
};
