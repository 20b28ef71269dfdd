import { isIPv4, isIPv6 } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../plugins/problem-error.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Who asks, as far as its address tells: an IPv4 address, or the /64 of an IPv6 address, which is what one household or
     * one rented server has. In canonical form, so that one client is one text. Set before anything else looks at a request.
     */
    clientAddress: string;
  }
}

const GROUPS = 8;
/** One subscriber's network at the least (RFC 6177): whoever has one address of it has all of them. */
const NETWORK_GROUPS = 4;

/** Sets `request.clientAddress`; the first hook of all. */
export function registerClientAddress(app: FastifyInstance): void {
  app.decorateRequest('clientAddress', '');
  // With a callback, since it runs for every request.
  app.addHook('onRequest', (request, _reply, done) => {
    const address = ipOf(request);
    if (address === undefined) {
      // Its bucket would be everybody's, and its Idempotency-Key nobody's.
      return done(new ProblemError('invalid_request', 'The connection was closed. Nothing was accepted.'));
    }
    request.clientAddress = networkOf(address);
    return done();
  });
}

/**
 * The client's own address after the proxies that TRUSTED_PROXY_CIDRS names, as `plainAddress` writes it. What such a
 * proxy passes on and is no address counts as the proxy's. `undefined` for a connection that was reset: it has none.
 */
export function ipOf(request: FastifyRequest): string | undefined {
  const { ip, socket } = request as { ip?: string; socket: { remoteAddress?: string | undefined } };
  return plainAddress(ip) ?? plainAddress(socket.remoteAddress);
}

/** An address without zone and port; one that was mapped into IPv6 (`::ffff:1.2.3.4`, `::ffff:102:304`) as IPv4. */
export function plainAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const bare = text.replace(/^\[(.*)\](?::\d+)?$/, '$1').replace(/%.*$/, '');
  if (isIPv4(bare)) return bare;
  if (isIPv6(bare)) return mappedIPv4(groupsOf(bare)) ?? bare;
  // Some proxies add the client's port; with it every connection would be another client.
  const withoutPort = bare.replace(/:\d+$/, '');
  return isIPv4(withoutPort) ? withoutPort : undefined;
}

/** An IPv4 address as it is; of an IPv6 address its /64, as RFC 5952 writes it (`2001:db8::/64`). */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const network = groupsOf(address).slice(0, NETWORK_GROUPS);
  // The zeros of the host part are the longest run, together with those that end the network part.
  while (network.at(-1) === 0) network.pop();
  return `${network.map((group) => group.toString(16)).join(':')}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = '', tail] = withoutDots(address).split('::');
  const before = hextets(head);
  if (tail === undefined) return before;
  const after = hextets(tail);
  return [...before, ...Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

function hextets(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
}

/** The last 32 bits may be written as an IPv4 address. */
function withoutDots(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const group = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16);
    return `${group(a, b)}:${group(c, d)}`;
  });
}

function mappedIPv4(groups: readonly number[]): string | undefined {
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return undefined;
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}
