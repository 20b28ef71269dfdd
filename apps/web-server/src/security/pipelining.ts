import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How many requests one connection may send before the first of them is answered. Browsers and proxies send one. */
const MAX_PIPELINED = 64;

/**
 * Closes a connection that has sent many requests without waiting for an answer. Node reads all that a packet holds in one
 * go: some thousand small requests would hold up everybody else's until the last of them is under way. It stands before
 * Fastify's own listener, since what is left of the packet then still comes, and must cost next to nothing.
 */
export function boundPipelining(server: Server): void {
  const listeners = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  const unanswered = new WeakMap<Socket, number>();
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const { socket } = request;
    const count = unanswered.get(socket) ?? 0;
    if (count >= MAX_PIPELINED) {
      socket.destroy();
      return;
    }
    unanswered.set(socket, count + 1);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    for (const listener of listeners) listener.call(server, request, response);
  });
}
