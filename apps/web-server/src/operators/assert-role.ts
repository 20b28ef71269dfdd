import type { FastifyRequest } from 'fastify';
import type { RefusedSignIns } from '../identity/refused-sign-ins.ts';
import { ProblemError } from '../plugins/problem-error.ts';
import { mayAct, type Operator, type Role } from './admin-keys.ts';

/** @throws ProblemError `forbidden`, which the audit log is told of */
export async function assertRole(
  refused: RefusedSignIns,
  { method, routeOptions }: Pick<FastifyRequest, 'method' | 'routeOptions'>,
  operator: Operator,
  needed: Role,
): Promise<void> {
  if (mayAct(operator.role, needed)) return;
  await refused.noteTooLittle(operator, `${method} ${routeOptions.url ?? ''}`, needed);
  const { name, role } = operator;
  throw new ProblemError('forbidden', `This needs the role ${needed}; the key of ${name} has the role ${role}.`);
}
