import type { FastifyInstance } from 'fastify';

const LOOK_EVERY_MS = 100;

/**
 * Ends the server without breaking off what it has begun: each answer closes its connection, and one that has nothing to answer
 * is closed. Calls that are not through within `drainMs` are told, by the signal, and a second later cut.
 */
export function registerDraining(app: FastifyInstance, drainMs: number): AbortSignal {
  const late = new AbortController();
  let isClosing = false;
  app.addHook('onRequest', ({ raw }, reply, done) => {
    // HTTP/2 has no such header: its sessions end by themselves when their calls have.
    if (isClosing && raw.httpVersionMajor === 1) reply.raw.setHeader('connection', 'close');
    done();
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    const looking = setInterval(() => app.server.closeIdleConnections(), LOOK_EVERY_MS).unref();
    setTimeout(() => late.abort(), drainMs).unref();
    setTimeout(() => app.server.closeAllConnections(), drainMs + 1_000).unref();
    app.server.once('close', () => clearInterval(looking));
  });
  return late.signal;
}
