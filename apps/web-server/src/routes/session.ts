import { appendAudit } from '@ballast/audit';
import { OperatorSignInBodySchema, type Session, SessionSchema } from '@ballast/contracts';
import { withTransaction } from '@ballast/database';
import { findKey } from '@ballast/runtime';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Accounts } from '../accounts/accounts.ts';
import { readUser } from '../accounts/read-user.ts';
import { endSession } from '../identity/end-session.ts';
import { CHALLENGE } from '../identity/identity.ts';
import type { RefusedSignIns } from '../identity/refused-sign-ins.ts';
import { clearSessionCookie, sessionCookie, setSessionCookie } from '../identity/session-cookies.ts';
import type { AdminKey, Operator } from '../operators/admin-keys.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import { problemResponses, SIGNED_OUT } from '../plugins/response-schemas.ts';
import { FOR_OPERATORS, FOR_USERS_TOO } from '../plugins/security-schemes.ts';

export interface SessionDeps {
  readonly accounts: Accounts;
  readonly adminKeys: readonly AdminKey[];
  readonly refused: RefusedSignIns;
}

const tags = ['accounts'];

/** `/api/session`: who the browser is signed in as; and the sessions of operators, which are made from their keys. */
export const sessionRoutes: FastifyPluginAsyncZod<SessionDeps> = async (app, { accounts, adminKeys, refused }) => {
  const answer = async ({ caller }: FastifyRequest, operator: Operator | null): Promise<Session> => {
    const user = caller.kind === 'user' ? await readUser(accounts, caller.userId) : undefined;
    return {
      ...(user === undefined ? {} : { user }),
      ...(operator === null ? {} : { operator: { name: operator.name, role: operator.role } }),
    };
  };

  app.get(
    '/api/session',
    {
      schema: {
        summary: 'Who this is',
        tags,
        security: [...FOR_USERS_TOO, ...FOR_OPERATORS],
        response: { 200: SessionSchema, ...problemResponses(401, 503) },
      },
    },
    (request) => answer(request, request.operator),
  );

  app.post(
    '/api/session',
    {
      config: { limit: 'operator-sign-in', changesCookies: true },
      schema: {
        summary: 'Sign in as an operator',
        description: 'Makes a session from a key of ADMIN_API_KEYS. It ends with its key.',
        tags,
        security: [],
        body: OperatorSignInBodySchema,
        response: { 200: SessionSchema, ...problemResponses(400, 401, 403, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const key = findKey(adminKeys, request.body.key);
      if (key === undefined) {
        await refused.note(request.clientAddress);
        throw new ProblemError('unauthorized', 'This key is not known.', { challenge: CHALLENGE });
      }
      const session = accounts.sessions.prepare({ kind: 'operator', keyHash: key.hash.toString('hex') });
      await withTransaction(accounts.db, async (tx) => {
        await accounts.sessions.start(tx, session, sessionCookie(request, 'operator'));
        const target = { targetType: 'session', targetId: session.id } as const;
        await appendAudit(tx, [{ actor: key.name, act: 'session.start', ...target, outcome: 'done' }]);
      });
      setSessionCookie(reply, session);
      return answer(request, key);
    },
  );

  app.delete(
    '/api/session',
    {
      config: { changesCookies: true },
      schema: {
        summary: 'Sign out as an operator',
        tags,
        security: [{}, ...FOR_OPERATORS],
        response: { 204: SIGNED_OUT, ...problemResponses(401, 403, 415, 503) },
      },
    },
    async ({ operator }, reply) => {
      if (operator?.sessionId !== undefined) {
        await endSession(accounts, { id: operator.sessionId, actor: operator.name });
      }
      clearSessionCookie(reply, 'operator');
      return reply.code(204).send(null);
    },
  );
};
