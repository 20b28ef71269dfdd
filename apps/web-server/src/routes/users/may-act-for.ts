import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CHALLENGE } from '../../identity/identity.ts';
import type { RefusedSignIns } from '../../identity/refused-sign-ins.ts';
import { assertRole } from '../../operators/assert-role.ts';
import { ProblemError } from '../../plugins/problem-error.ts';

export const UserIdSchema = z.object({ id: z.uuid('is not a user’s id').toLowerCase() });

/** How a route about one account says who may use it. */
export const WHOSE_ACCOUNT = 'Oneself, or anybody for an operator of the role admin. Another’s account is not found.';

/**
 * Says as whom an account is read or changed: its user, or an admin. Whether there is such an account is told to nobody
 * else: they get the answer that an id without an account gets, since a 403 would tell the one from the other.
 *
 * @throws ProblemError `unauthorized`, `forbidden`, `not_found`
 */
export async function actorFor(
  request: FastifyRequest,
  userId: string,
  refused: RefusedSignIns,
): Promise<{ readonly name: string; readonly isOneself: boolean }> {
  const { caller, operator } = request;
  if (caller.kind === 'user' && caller.userId === userId) return { name: `user:${userId}`, isOneself: true };
  if (operator !== null) {
    await assertRole(refused, request, operator, 'admin');
    return { name: operator.name, isOneself: false };
  }
  if (caller.kind !== 'anonymous') throw noSuchUser();
  throw new ProblemError('unauthorized', 'Sign in first.', { challenge: CHALLENGE });
}

export function noSuchUser(): ProblemError {
  return new ProblemError('not_found', 'No account of yours has this id.');
}
