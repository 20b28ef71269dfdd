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

/** Whose checks a caller's are; null for what belongs to nobody. */
export function ownerOf(caller: Caller): string | null {
  return caller.kind === 'user' ? caller.userId : null;
}
