import { createServer as createHttp1, type RequestListener, type Server } from 'node:http';
import { createServer as createHttp2, type ServerHttp2Session } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { CONNECTION_LIMITS } from '@ballast/runtime';

/** What a client of HTTP/2 begins with (RFC 9113, 3.4), as far as it takes to tell it from a method. */
const PREFACE = Buffer.from('PRI * HTTP/2.0');

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** Calls at once on one connection. */
const MAX_STREAMS = 100;

/**
 * A server that speaks HTTP/1.1 and HTTP/2 without TLS on one port: gRPC needs the one, and everybody has the other. A
 * connection's first bytes say which it is. It closes as Fastify expects of a server of HTTP/1.1.
 */
export function createOnePortServer(listener: RequestListener, { maxConnections }: { maxConnections: number }): Server {
  const http1 = createHttp1(
    { ...CONNECTION_LIMITS, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    listener,
  );
  // The compatibility layer's requests and answers: what Fastify and Connect take in place of those of HTTP/1.1.
  const http2 = createHttp2({ settings: { maxConcurrentStreams: MAX_STREAMS } }, listener as never);
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    session.setTimeout(CONNECTION_LIMITS.keepAliveTimeout, () => session.close());
  });
  http2.on('sessionError', () => undefined);

  const unknown = new Set<Socket>();
  const front = createServer({ noDelay: true }, (socket) => {
    unknown.add(socket);
    whenKnown(socket, (isHttp2) => {
      unknown.delete(socket);
      (isHttp2 ? http2 : http1).emit('connection', socket);
      // HTTP/2 has taken what was read already; HTTP/1.1 hears it now.
      if (!isHttp2) socket.resume();
    });
    socket.once('close', () => unknown.delete(socket));
  });
  front.maxConnections = maxConnections;
  // It looks after slow clients from the moment it thinks that it listens.
  front.on('listening', () => http1.emit('listening'));
  front.on('close', () => http1.close());

  return Object.assign(front, {
    closeIdleConnections: () => {
      http1.closeIdleConnections();
      // Each ends when its calls have.
      for (const session of sessions) session.close();
      for (const socket of unknown) socket.destroy();
    },
    closeAllConnections: () => {
      http1.closeAllConnections();
      for (const session of sessions) session.destroy();
      for (const socket of unknown) socket.destroy();
    },
  }) as unknown as Server;
}

/** Waits until a connection has said enough, and puts back what it said. One that says nothing is closed. */
function whenKnown(socket: Socket, tell: (isHttp2: boolean) => void): void {
  let heard: Buffer = Buffer.alloc(0);
  const giveUp = () => socket.destroy();
  const hear = (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    const compared = Math.min(heard.length, PREFACE.length);
    const isAlike = heard.subarray(0, compared).equals(PREFACE.subarray(0, compared));
    if (isAlike && compared < PREFACE.length) return;
    socket.setTimeout(0);
    socket.off('timeout', giveUp).off('error', giveUp).off('data', hear);
    socket.pause();
    socket.unshift(heard);
    tell(isAlike);
  };
  socket.setTimeout(HEADERS_TIMEOUT_MS);
  socket.on('timeout', giveUp).on('error', giveUp).on('data', hear);
}
