import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CHALLENGE } from '../../identity/identity.ts';
import { mayAct } from '../../operators/admin-keys.ts';
import { ProblemError } from '../../plugins/problem-error.ts';

export const UserIdSchema = z.object({ id: z.uuid('is not a user’s id').toLowerCase() });

/** How a route about one account says who may use it. */
export const WHOSE_ACCOUNT = 'Oneself, or anybody for an operator of the role admin. Another’s account is not found.';

/**
 * Whether there is such an account is told to its owner and to admins. Everybody else gets the answer that an id without an
 * account gets: a 403 would tell the one from the other.
 */
export function assertMayActFor({ caller, operator }: FastifyRequest, id: string): void {
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

export function noSuchUser(): ProblemError {
  return new ProblemError('not_found', 'No account of yours has this id.');
}
