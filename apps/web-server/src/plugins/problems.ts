import { activeTraceId } from '@ballast/telemetry';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { allowedMethods } from './allowed-methods.ts';
import { ProblemError } from './problem-error.ts';
import { toProblem } from './to-problem.ts';

/** Every error leaves as `application/problem+json`, whoever raised it. */
export function registerProblems(app: FastifyInstance): void {
  const allowed = allowedMethods(app);

  app.setErrorHandler((error: Error, request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) {
      const level = problem.code === 'internal' ? 'error' : 'warn';
      request.log[level]({ err: error, code: problem.code }, 'the request failed');
    }
    return sendProblem(reply, problem);
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

function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  const { retryAfterSeconds } = problem.options;
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  // Serialised here: a route's own response schema is for its successes.
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem.toProblem(activeTraceId()));
}
