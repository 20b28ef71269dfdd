import { appendAudit } from '@ballast/audit';
import { UserSchema } from '@ballast/contracts';
import { type Database, withTransaction } from '@ballast/database';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { readUser } from '../../accounts/read-user.ts';
import type { RefusedSignIns } from '../../identity/refused-sign-ins.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';
import { FOR_OPERATORS, FOR_USERS } from '../../plugins/security-schemes.ts';
import { actorFor, noSuchUser, UserIdSchema, WHOSE_ACCOUNT } from './may-act-for.ts';

const schema = {
  tags: ['accounts'],
  description: WHOSE_ACCOUNT,
  security: [...FOR_USERS, ...FOR_OPERATORS],
  response: { 200: UserSchema, ...problemResponses(400, 401, 403, 404, 503) },
};

export interface GetUserDeps {
  readonly accounts: Accounts;
  readonly refused: RefusedSignIns;
}

/** `GET /users/:id` and `GET /users/get?id=`: one account. */
export const getUserRoute: FastifyPluginAsyncZod<GetUserDeps> = async (app, { accounts, refused }) => {
  const answer = async (request: FastifyRequest, id: string) => {
    const actor = await actorFor(request, id, refused);
    const user = await readUser(accounts, id);
    if (user === undefined) throw noSuchUser();
    // Before the address is shown: what cannot be noted is not read.
    if (!actor.isOneself) await auditReading(accounts.db, actor.name, id);
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

function auditReading(db: Database, actor: string, userId: string): Promise<void> {
  return withTransaction(db, (tx) =>
    appendAudit(tx, [{ actor, act: 'user.read', targetType: 'user', targetId: userId, outcome: 'done' }]),
  );
}
