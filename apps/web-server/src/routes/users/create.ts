import { CreateUserBodySchema, UserSchema } from '@ballast/contracts';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Accounts } from '../../accounts/accounts.ts';
import { createUser } from '../../accounts/create-user.ts';
import { problemResponses } from '../../plugins/response-schemas.ts';

/** `POST /users`: answers 201 only after the account and its welcome mail are committed. */
export const createUserRoute: FastifyPluginAsyncZod<{ accounts: Accounts }> = async (app, { accounts }) => {
  app.post(
    '/users',
    {
      config: { limit: 'sign-up' },
      schema: {
        summary: 'Make an account',
        description:
          'A welcome mail is sent to the address. An address has one account, in whatever case it is written.',
        tags: ['accounts'],
        body: CreateUserBodySchema,
        response: { 201: UserSchema, ...problemResponses(400, 409, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const user = await createUser(accounts, request.body, () => request.takeMail(request.body.email));
      return reply.code(201).header('location', `/users/${user.id}`).send(user);
    },
  );
};
