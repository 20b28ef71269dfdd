import { AddressRanges } from '@ballast/runtime';
import type { FastifyInstance } from 'fastify';

const WARN_EVERY_MS = 3_600_000;

/**
 * Warns when somebody passes on requests whom TRUSTED_PROXY_CIDRS does not name: then all clients behind that proxy are one
 * client with one limit, and nobody would see why. Once an hour at most, since anybody can send the header.
 */
export function warnOfUntrustedForwarding(app: FastifyInstance, proxies: readonly string[]): void {
  const trusted = new AddressRanges(proxies);
  let warnedAt = Number.NEGATIVE_INFINITY;
  // With a callback, since it runs for every request.
  app.addHook('onRequest', ({ headers, socket, log }, _reply, done) => {
    const { remoteAddress: peer } = socket;
    if (headers['x-forwarded-for'] === undefined || trusted.contains(peer)) return done();
    const now = performance.now();
    if (now - warnedAt >= WARN_EVERY_MS) {
      warnedAt = now;
      log.warn(
        { peer },
        'X-Forwarded-For comes from an address that TRUSTED_PROXY_CIDRS does not name, and is not believed: ' +
          'if it is your proxy, set TRUSTED_PROXY_CIDRS to its address, or all who come by it share one limit',
      );
    }
    return done();
  });
}
