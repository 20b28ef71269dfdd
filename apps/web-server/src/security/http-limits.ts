import { CONNECTION_LIMITS } from '@ballast/runtime';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { ProblemError } from '../plugins/problem-error.ts';

type HttpLimitsConfig = Pick<Config, 'SSE_HEARTBEAT_MS' | 'HTTP_HEADERS_TIMEOUT_MS' | 'HTTP_REQUEST_TIMEOUT_MS'>;

/** The largest body of a route that asks for no more: a number of the longest kind has 10,000 digits. */
const BODY_LIMIT_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
/** A client that neither sends nor takes anything for so long is gone, or wants us to hold its answer for ever. */
const SILENT_MS = 60_000;
/** No connection is one client's for ever. */
const MAX_REQUESTS_A_CONNECTION = 10_000;

/** What Fastify and Node's server have to be told of sizes and times; each of them is unbounded, or long, where it is not told. */
export function httpLimits(config: HttpLimitsConfig) {
  return {
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: config.HTTP_REQUEST_TIMEOUT_MS,
    keepAliveTimeout: CONNECTION_LIMITS.keepAliveTimeout,
    // An event stream is silent between two heartbeats.
    connectionTimeout: Math.max(SILENT_MS, 2 * config.SSE_HEARTBEAT_MS),
    maxRequestsPerSocket: MAX_REQUESTS_A_CONNECTION,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    http: {
      maxHeaderSize: CONNECTION_LIMITS.maxHeaderSize,
      headersTimeout: config.HTTP_HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CONNECTION_LIMITS.connectionsCheckingInterval,
      // Refused below, with an answer of our kind.
      requireHostHeader: false,
      insecureHTTPParser: false,
    },
  } as const;
}

/**
 * Refuses heads of very many small headers (Node would drop those above its own bound without a word), and those of HTTP/1.1
 * that name no host.
 */
export function registerHeadChecks(app: FastifyInstance): void {
  app.addHook('onRequest', ({ raw }, _reply, done) => {
    if (raw.rawHeaders.length > 2 * MAX_HEADERS) {
      return done(
        new ProblemError('invalid_request', `A request has at most ${MAX_HEADERS} headers.`, { status: 431 }),
      );
    }
    if (raw.headers.host === undefined && raw.httpVersion !== '1.0') {
      return done(new ProblemError('invalid_request', 'A request names its host.'));
    }
    return done();
  });
}
