import { v5 as uuidv5 } from 'uuid';
import type { Operator } from '../operators/admin-keys.ts';

/**
 * Whose request it is. A user is signed in by a cookie or by a token made from the same session; a service has a key of
 * SERVICE_KEYS. Operators are told apart from all of them: see `request.operator`.
 */
export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'user';
      readonly userId: string;
      readonly sessionId: string;
      readonly via: 'cookie' | 'token';
    }
  | { readonly kind: 'service'; readonly name: string; readonly limitPerMinute: number };

export const ANONYMOUS: Caller = { kind: 'anonymous' };

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** The holder of a key of ADMIN_API_KEYS, by the key itself or by a session that was made from it. */
    operator: Operator | null;
  }
  interface FastifyContextConfig {
    /**
     * Everybody is anonymous here, and what a client sends to be recognised is not looked at: for what shows the same to
     * all, and has to be there without a database.
     */
    sameForAll?: boolean;
  }
}

/** Of what services own; never to be changed, or they lose sight of all they asked for. */
const SERVICES = '6c1a5d0e-52b7-4a2e-9d1f-3f0b8e7a4c92';

/** The session that somebody is signed in by, if any. */
export function sessionOf(caller: Caller): string | undefined {
  return caller.kind === 'user' ? caller.sessionId : undefined;
}

/**
 * Whose checks a caller's are; null for what belongs to nobody, which everybody sees. A service is an owner by its name,
 * so that it keeps what it asked for when its key is replaced; no user's id (version 7) is like one of these (version 5).
 */
export function ownerOf(caller: Caller): string | null {
  if (caller.kind === 'anonymous') return null;
  return caller.kind === 'user' ? caller.userId : uuidv5(caller.name, SERVICES);
}
