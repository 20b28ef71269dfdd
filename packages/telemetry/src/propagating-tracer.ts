import { isSpanContextValid, type SpanContext, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import { createRandomIds } from './random-ids.ts';
import { tracerOf } from './tracer-of.ts';

/**
 * A tracer that makes ids and hands contexts on, and records nothing: a new span carries its parent's trace id, sampled flag
 * and state, or a fresh trace id. It needs no SDK, so a process without a collector loads none.
 */
export function createPropagatingTracer(): Tracer {
  const randomId = createRandomIds();
  return tracerOf((_name, { root = false }, parent) =>
    trace.wrapSpanContext(childOf(root ? undefined : trace.getSpanContext(parent), randomId)),
  );
}

function childOf(parent: SpanContext | undefined, randomId: (bytes: 8 | 16) => string): SpanContext {
  const spanId = randomId(8);
  if (parent === undefined || !isSpanContextValid(parent)) {
    return { traceId: randomId(16), spanId, traceFlags: TraceFlags.NONE };
  }
  return {
    traceId: parent.traceId,
    spanId,
    traceFlags: parent.traceFlags & TraceFlags.SAMPLED,
    ...(parent.traceState !== undefined && { traceState: parent.traceState }),
  };
}
