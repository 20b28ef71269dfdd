import { type Context, context, type Span, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';

export type StartSpan = (name: string, options: SpanOptions, parent: Context) => Span;

/** A whole tracer of what starts a span. */
export function tracerOf(start: StartSpan): Tracer {
  const startSpan: Tracer['startSpan'] = (name, options = {}, parent = context.active()) =>
    start(name, options, parent);

  // The interface has three overloads that differ in what may be left out between the name and the function.
  function startActiveSpan(name: string, ...rest: unknown[]): unknown {
    const fn = rest.at(-1) as (span: Span) => unknown;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : {};
    const parent = rest.length > 2 ? (rest[1] as Context) : context.active();
    const span = start(name, options, parent);
    return context.with(trace.setSpan(parent, span), () => fn(span));
  }
  return { startSpan, startActiveSpan: startActiveSpan as Tracer['startActiveSpan'] };
}
