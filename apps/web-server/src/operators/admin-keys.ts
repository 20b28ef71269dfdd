import { findKey, keyListVariable } from '@ballast/runtime';

/** What a key may do; each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: the name is what the audit log keeps. */
export interface Operator {
  readonly name: string;
  readonly role: Role;
  /** Where the key was given once, to make this session, and not with the request. */
  readonly sessionId?: string;
}

export interface AdminKey extends Operator {
  readonly hash: Buffer;
}

/** `ADMIN_API_KEYS`: comma-separated `name:role:key`, none by default. */
export function adminKeysVariable() {
  return keyListVariable({
    form: 'name:role:key',
    readGrant: (text) => {
      const role = ROLES.find((one) => one === text);
      return role === undefined ? { fault: `its role is none of ${ROLES.join(', ')}` } : { grant: role };
    },
  }).transform((keys): readonly AdminKey[] => keys.map(({ name, grant, hash }) => ({ name, role: grant, hash })));
}

/** Whose key this is. Takes the same time for every key that is wrong. */
export function findOperator(keys: readonly AdminKey[], given: string): Operator | undefined {
  const found = findKey(keys, given);
  return found === undefined ? undefined : { name: found.name, role: found.role };
}

export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
