import {
  type Context,
  context as contextApi,
  isSpanContextValid,
  type Span,
  type SpanContext,
  type SpanOptions,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { createRandomIds } from './random-ids.ts';

/**
 * A tracer provider that makes ids and hands contexts on, and records nothing: a new span carries its parent's trace id,
 * sampled flag and state, or a fresh trace id. It needs no SDK, so a process without a collector loads none.
 */
export function createPropagatingTracerProvider(): TracerProvider {
  const tracer = createPropagatingTracer();
  return { getTracer: () => tracer };
}

function createPropagatingTracer(): Tracer {
  const randomId = createRandomIds();
  const startSpan = (_name: string, options: SpanOptions = {}, parent: Context = contextApi.active()): Span =>
    trace.wrapSpanContext(childOf(options.root === true ? undefined : trace.getSpanContext(parent), randomId));

  // The interface has three overloads that differ in what may be left out between the name and the function.
  function startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const fn = rest.at(-1) as (span: Span) => unknown;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : contextApi.active();
    const span = startSpan(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), () => fn(span));
  }
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] };
}

function childOf(parent: SpanContext | undefined, randomId: (bytes: number) => string): SpanContext {
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
