import { createHash, timingSafeEqual } from 'node:crypto';
import { secretVariable } from '@ballast/runtime';

/** What a key may do; each role may do what those before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: the name is what the audit log keeps. */
export interface Operator {
  readonly name: string;
  readonly role: Role;
}

/** A key as it is kept: its hash alone, so that no log, dump or message can show it. */
export interface AdminKey extends Operator {
  readonly hash: Buffer;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
// Printable ASCII: what a header can carry. A comma ends the entry, a space the header's value.
const KEY = /^[\x21-\x2b\x2d-\x7e]{1,256}$/;

/**
 * `ADMIN_API_KEYS`: comma-separated `name:role:key`, none by default. Two keys may have one name, so that a key can be
 * replaced while the old one still works; one key may not have two names.
 */
export function adminKeysVariable() {
  return secretVariable({ secretsIn: keysByName })
    .transform((text, context): readonly AdminKey[] => {
      const keys = entriesOf(text).flatMap((entry, index) => {
        const [name = '', role = '', key = ''] = partsOf(entry);
        const fault = findFault(name, role, key);
        // Neither the entry nor a part of it is repeated: in a mistyped one, any part may be the key.
        if (fault !== undefined)
          context.addIssue({ code: 'custom', message: `has a wrong entry (no. ${index + 1}): ${fault}` });
        return fault === undefined ? [{ name, role: role as Role, hash: hashOf(key) }] : [];
      });
      if (new Set(keys.map(({ hash }) => hash.toString('hex'))).size < keys.length) {
        context.addIssue({ code: 'custom', message: 'has the same key twice: who used it could not be told' });
      }
      return keys;
    })
    .optional()
    .transform((keys) => keys ?? []);
}

/** Whose key this is. Takes the same time for every key that is wrong. */
export function findOperator(keys: readonly AdminKey[], given: string): Operator | undefined {
  const hash = hashOf(given);
  let found: AdminKey | undefined;
  for (const key of keys) if (timingSafeEqual(key.hash, hash)) found = key;
  return found === undefined ? undefined : { name: found.name, role: found.role };
}

export function mayAct(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

function findFault(name: string, role: string, key: string): string | undefined {
  if (name === '' || role === '' || key === '') return 'write it as name:role:key';
  if (!NAME.test(name)) return 'a name has at most 64 letters, digits, dots, hyphens, underscores or @';
  if (!ROLES.some((one) => one === role)) return `its role is none of ${ROLES.join(', ')}`;
  if (!KEY.test(key)) return 'a key has 1 to 256 visible ASCII characters';
  return undefined;
}

function keysByName(text: string): { name: string; value: string }[] {
  return entriesOf(text).map((entry) => {
    const [name = '', , key = ''] = partsOf(entry);
    return { name, value: key };
  });
}

function entriesOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Only the first two colons part: a key may have some of its own. */
function partsOf(entry: string): string[] {
  const [name = '', role = '', ...key] = entry.split(':');
  return [name, role, key.join(':')];
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
