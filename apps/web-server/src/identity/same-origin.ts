import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../plugins/problem-error.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what a page of another site makes a browser send: for requests that are signed by a cookie, or that set one
 * (signing a visitor in as somebody else is an attack too). Without tokens in forms: browsers say where a request comes
 * from. The algorithm is that of `CrossOriginProtection` in Go's net/http:
 *
 *  1. GET, HEAD and OPTIONS pass: they change nothing.
 *  2. `Sec-Fetch-Site` decides where it is there: `same-origin`, and `none` (typed in by the user).
 *  3. Without it, an older browser: the host of `Origin` has to be the one that was asked. A page on http passes as one
 *     on https here; `Strict-Transport-Security` is what keeps those apart.
 *  4. With neither it is no browser, and nobody's cookies are sent against their will.
 *
 * And a body has to be JSON, which no form of another site can send.
 *
 * @throws ProblemError `forbidden`, `unsupported_media_type`
 */
export function assertSameOrigin(request: Pick<FastifyRequest, 'method' | 'headers' | 'host'>): void {
  if (SAFE_METHODS.has(request.method)) return;
  if (!isSameOrigin(request.headers, request.host)) {
    throw new ProblemError('forbidden', 'This request comes from a page of another site. Nothing was done.');
  }
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(?:;|$)/i.test(type)) {
    throw new ProblemError('unsupported_media_type', 'Send the body as application/json.');
  }
}

function isSameOrigin({ 'sec-fetch-site': site, origin }: FastifyRequest['headers'], host: string): boolean {
  if (site !== undefined && site !== '') return site === 'same-origin' || site === 'none';
  if (origin === undefined || origin === '') return true;
  return hostOf(origin) === host.toLowerCase();
}

/** Host and port of an origin; `undefined` for `null`, which is what a sandboxed page is called. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
