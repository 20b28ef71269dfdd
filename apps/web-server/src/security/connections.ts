import type { Server } from 'node:http';
import type { AddressRanges } from '@ballast/runtime';
import { METRICS, type Metrics } from '@ballast/telemetry';
import { networkOf, plainAddress } from '../identity/client-address.ts';

export interface ConnectionBounds {
  readonly max: number;
  readonly maxPerAddress: number;
  /** Whose connections are those of many clients. */
  readonly proxies: AddressRanges;
}

/**
 * Bounds the open connections, in total and by address (an IPv6 address by its /64): one that is too many is closed before
 * a byte of it is read. Without this, whoever opens sockets and says nothing takes memory and file handles from everybody.
 */
export function boundConnections(server: Server, bounds: ConnectionBounds, metrics: Metrics): void {
  const { max, maxPerAddress, proxies } = bounds;
  const refused = metrics.counter(METRICS.http.connectionsRefused);
  const open = new Map<string, number>();
  // Node counts the total by itself, and closes what is above it before it makes a parser for it.
  server.maxConnections = max;
  server.on('drop', () => refused.inc({ reason: 'total' }));
  server.prependListener('connection', (socket) => {
    const address = plainAddress(socket.remoteAddress);
    if (address === undefined || proxies.contains(address)) return;
    const network = networkOf(address);
    const count = open.get(network) ?? 0;
    if (count >= maxPerAddress) {
      refused.inc({ reason: 'address' });
      socket.destroy();
      return;
    }
    open.set(network, count + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left === 0) open.delete(network);
      else open.set(network, left);
    });
  });
}
