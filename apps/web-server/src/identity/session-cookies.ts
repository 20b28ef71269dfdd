import type { FastifyReply, FastifyRequest } from 'fastify';
import type { NewSession, SessionOwner } from './session-store.ts';

/**
 * The prefix makes the browser refuse such a cookie unless it is Secure, for the whole site and for this host alone: no
 * other host of the domain, and no page on plain http, can put one in its place. (Browsers take `http://localhost` for
 * secure.)
 */
export const SESSION_COOKIE_NAMES = { user: '__Host-ballast-session', operator: '__Host-ballast-operator' } as const;

/** `Lax`: a user may come by a link. `Strict`: nothing that another site does is ever done as an operator. */
const SAME_SITE = { user: 'lax', operator: 'strict' } as const;

type Kind = SessionOwner['kind'];

/** The token in a cookie, where there is one. */
export function sessionCookie(request: FastifyRequest, kind: Kind): string | undefined {
  return request.cookies[SESSION_COOKIE_NAMES[kind]];
}

export function setSessionCookie(reply: FastifyReply, { owner: { kind }, token, maxAgeSeconds }: NewSession): void {
  reply.setCookie(SESSION_COOKIE_NAMES[kind], token, { ...attributesOf(kind), maxAge: maxAgeSeconds });
}

export function clearSessionCookie(reply: FastifyReply, kind: Kind): void {
  reply.clearCookie(SESSION_COOKIE_NAMES[kind], attributesOf(kind));
}

function attributesOf(kind: Kind) {
  return { path: '/', httpOnly: true, secure: true, sameSite: SAME_SITE[kind] } as const;
}
