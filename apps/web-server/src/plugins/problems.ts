import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { allowedMethods } from './allowed-methods.ts';
import { ProblemError } from './problem-error.ts';
import { toProblem } from './to-problem.ts';

/** What every answer carries; no hook puts it on those that reach no route. */
type Headers = Readonly<Record<string, string>>;

const PROBLEM_TYPE = 'application/problem+json';

/** What Node says of a request that it gave up, other than 400. */
const CLIENT_ERROR_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Every error leaves as `application/problem+json`, whoever raised it. */
export function registerProblems(app: FastifyInstance): void {
  const allowed = allowedMethods(app);

  app.setErrorHandler((error: Error, request, reply) => {
    const problem = toProblem(error);
    // What a limit refuses is counted; a line for each would let a flood fill the disk.
    if (problem.status >= 500 && problem.options.violatedPolicies === undefined) {
      const level = problem.code === 'internal' ? 'error' : 'warn';
      request.log[level]({ err: error, code: problem.code }, 'the request failed');
    }
    return sendProblem(reply, problem);
  });

  // The routes of server-sent events refuse a client by themselves, before any handler.
  app.addHook('preSerialization', (_request, reply, payload, done) => {
    if (reply.statusCode !== 406 || reply.getHeader('content-type') === PROBLEM_TYPE) return done(null, payload);
    return done(new ProblemError('invalid_request', 'This route answers with text/event-stream.', { status: 406 }));
  });

  app.setNotFoundHandler((request, reply) => {
    const methods = allowed(request.url.split('?', 1)[0] ?? '/');
    if (methods.length === 0) return sendProblem(reply, new ProblemError('not_found', 'No such page or resource.'));
    return sendProblem(
      reply.header('allow', methods.join(', ')),
      new ProblemError('method_not_allowed', `Use ${methods.join(' or ')}.`),
    );
  });
}

/** Answers what was no HTTP request at all, and so reached no route: a broken head, too many headers, a slow one. */
export const answerClientError =
  (headers: Headers) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = CLIENT_ERROR_STATUS[error.code ?? ''] ?? 400;
    const problem = new ProblemError('invalid_request', 'This is not a request that can be read.', { status });
    const body = JSON.stringify(problem.toProblem(undefined));
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${PROBLEM_TYPE}`,
      `Content-Length: ${body.length}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`);
  };

/** Answers a request that found no router, such as one whose path is not validly encoded. */
export const answerFrameworkError =
  (headers: Headers) =>
  (error: Error, _request: FastifyRequest, reply: FastifyReply): void => {
    sendProblem(reply.headers(headers), toProblem(error));
  };

function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const { retryAfterSeconds, challenge } = problem.options;
  if (challenge !== undefined) reply.header('www-authenticate', challenge);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  // Serialised here: a route's own response schema is for its successes.
  return reply
    .code(problem.status)
    .type(PROBLEM_TYPE)
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem.toProblem(reply.request.span?.traceId));
}
