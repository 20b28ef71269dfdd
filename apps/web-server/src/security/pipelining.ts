import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Exchange = readonly [request: IncomingMessage, response: ServerResponse];

/** How many requests one connection may send before the first of them is answered. Browsers and proxies send one. */
const MAX_WAITING = 64;

/**
 * Takes the requests of one connection one after the other: the next begins when the answer to the last one has gone out.
 * Node would begin all that a packet holds at once, and keep the answers until the client reads them: some hundred bytes of
 * a client that never does would become megabytes of ours. A connection that sends very many before one is answered is closed.
 *
 * The next one waits for the event loop to come round: only then is it known whether its client is still there. Many who send a
 * packet of requests and leave would otherwise be worked for to the end, while new connections, of which Node accepts one a
 * round, wait for as long.
 *
 * It stands before Fastify's own listener, since what is left of a packet still comes after its connection was closed, and
 * must cost next to nothing.
 */
export function takeInTurn(server: Server): void {
  const listeners = server.listeners('request') as ((...exchange: Exchange) => void)[];
  const waiting = new WeakMap<Socket, Exchange[]>();
  const begin = ([request, response]: Exchange, queue: Exchange[]) => {
    response.once('close', () => {
      queue.shift();
      const [next] = queue;
      if (next === undefined) return;
      setImmediate(() => {
        if (next[0].socket.writable) begin(next, queue);
      });
    });
    for (const listener of listeners) listener.call(server, request, response);
  };
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { socket } = request;
    const queue = waiting.get(socket) ?? [];
    if (queue.length >= MAX_WAITING) {
      socket.destroy();
      return;
    }
    waiting.set(socket, queue);
    // The one that is under way stays in front until its answer is out.
    queue.push([request, response]);
    if (queue.length === 1) begin([request, response], queue);
  });
}
