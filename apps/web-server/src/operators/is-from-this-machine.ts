import { AddressRanges, isForwarded } from '@ballast/runtime';
import type { FastifyRequest } from 'fastify';

const LOOPBACK = new AddressRanges(['127.0.0.0/8', '::1']);
const OWN_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;

/**
 * Whether the caller itself is on this machine. What a proxy passes on also comes from loopback where the proxy is here
 * and TRUSTED_PROXY_CIDRS does not name it: its headers give it away, or the name that the client
 * asked for. That also keeps out a web page whose own name was made to lead here (DNS rebinding).
 */
export function isFromThisMachine(request: FastifyRequest): boolean {
  if (!LOOPBACK.contains(request.ip) || !LOOPBACK.contains(request.socket.remoteAddress)) return false;
  if (!OWN_HOST.test(request.headers.host ?? '')) return false;
  return !isForwarded(request.headers);
}
