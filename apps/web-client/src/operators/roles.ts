import type { Session } from '@ballast/contracts';

export type Operator = NonNullable<Session['operator']>;
export type Role = Operator['role'];

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Whether an act is open to an operator. The server decides it again. */
export function mayAct(operator: Operator, needed: Role): boolean {
  return RANK[operator.role] >= RANK[needed];
}
