import type { FastifyInstance } from 'fastify';
import type { ConnectionLimit } from '../live/connection-limit.ts';

export interface DrainingOptions {
  readonly connections: ConnectionLimit;
  /** How long requests that have begun may go on, in ms. */
  readonly drainMs: number;
}

/**
 * Ends the server without breaking off what it has begun: event streams are closed, every request under way is answered,
 * and each answer closes its connection, which would otherwise stay open for the next request. What is not through
 * within `drainMs` is cut: a client that never finishes its request would keep the process alive for ever.
 */
export function registerDraining(app: FastifyInstance, { connections, drainMs }: DrainingOptions): void {
  let isClosing = false;
  // With a callback, since it runs for every request.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close');
    done(null, payload);
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    connections.closeAll();
    setTimeout(() => app.server.closeAllConnections(), drainMs).unref();
  });
}
