import type { FastifyRequest } from 'fastify';

/** The trace that a client's request belongs to, as it says itself. */
export function traceParent(request: FastifyRequest): { traceparent?: string; tracestate?: string } {
  const { traceparent, tracestate } = request.headers;
  if (typeof traceparent !== 'string') return {};
  return typeof tracestate === 'string' ? { traceparent, tracestate } : { traceparent };
}
