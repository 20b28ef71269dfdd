import type { Session } from '@ballast/contracts';

export type Operator = NonNullable<Session['operator']>;
export type Role = Operator['role'];

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Why an act is closed to an operator, in words that stand beside it; undefined when it is open. The server decides it again. */
export function whyClosed(operator: Operator, needed: Role, act: string): string | undefined {
  if (RANK[operator.role] >= RANK[needed]) return undefined;
  const article = /^[ao]/u.test(operator.role) ? 'an' : 'a';
  return `Only ${needed === 'admin' ? 'admins' : 'operators and admins'} ${act}; you are ${article} ${operator.role}.`;
}
