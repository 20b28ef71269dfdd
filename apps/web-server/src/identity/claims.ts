import type { FastifyRequest } from 'fastify';
import { SESSION_COOKIE_NAMES } from './session-cookies.ts';

/**
 * What a request says to come with that would make it more than anybody's, by its looks alone: a `key` of an operator or a
 * service, a `session` of an operator. A user's session, in a cookie or a token, lifts no limit of its address.
 */
export type Claim = 'key' | 'session' | undefined;

const OPERATOR_COOKIE = new RegExp(`(?:^|[; ])${SESSION_COOKIE_NAMES.operator}=[\\w-]{43}(?:;|$)`);

/** A JWT in its compact form (RFC 7515): head, claims and signature. The head is a JSON object: it begins with `{"`. */
const JSON_WEB_TOKEN = /^eyJ[\w-]{1,500}\.[\w-]{1,1500}\.[\w-]{1,200}$/;

export function claimOf({ headers: { authorization, cookie } }: Pick<FastifyRequest, 'headers'>): Claim {
  // What is sent in `Authorization` counts alone.
  if (authorization !== undefined) return isJsonWebToken(bearerOf(authorization)) ? undefined : 'key';
  return cookie !== undefined && OPERATOR_COOKIE.test(cookie) ? 'session' : undefined;
}

export function bearerOf(authorization: string): string {
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

export function isJsonWebToken(text: string): boolean {
  return JSON_WEB_TOKEN.test(text);
}
