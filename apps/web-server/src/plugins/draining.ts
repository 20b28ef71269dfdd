import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { ConnectionLimit } from '../live/connection-limit.ts';

export interface DrainingOptions {
  readonly connections: ConnectionLimit;
  /** How long new requests are still taken, in ms, until those who hand them on have noticed that the process is not ready. */
  readonly delayMs: number;
  /** How long requests that have begun may go on after that, in ms. */
  readonly drainMs: number;
}

/**
 * Ends the server without breaking off what it has begun. From the first moment each answer closes its connection, which would
 * otherwise stay open for the next request: a proxy that sends one just when an idle connection is closed cannot know whether it
 * was heard. After `delayMs` nobody is let in any more: event streams are closed, every request under way is answered. What is not
 * through within `drainMs` is cut: a client that never finishes its request would keep the process alive for ever.
 */
export function registerDraining(app: FastifyInstance, options: DrainingOptions): void {
  const { connections, delayMs, drainMs } = options;
  let isClosing = false;
  // With a callback, since it runs for every request.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    if (delayMs > 0) await pause(delayMs);
    connections.closeAll();
    setTimeout(() => app.server.closeAllConnections(), drainMs).unref();
  });
}
